"use strict";
var fr = document.documentElement.lang === "fr";
var t = function (a, b) { return fr ? a : b; };
var $ = function (id) { return document.getElementById(id); };
var make = function (tag, className, text) {
  var e = document.createElement(tag);
  if (className) e.className = className;
  if (text !== undefined) e.textContent = text;
  return e;
};
// Letters without accents, so that "hénin" and "Henin" are one word.
var fold = function (s) {
  return s.toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae")
    .normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
};
