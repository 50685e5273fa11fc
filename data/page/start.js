// What is packed is unpacked by the browser itself; one that cannot shows the tables without a map.
var unpack = function (text) {
  var bytes = Uint8Array.from(atob(text), function (c) { return c.charCodeAt(0); });
  var plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(plain).json();
};
var ready = function () { document.documentElement.setAttribute("data-ready", ""); };
if (typeof DecompressionStream === "undefined") {
  $("ancien").hidden = false;
  tables();
  ready();
} else {
  unpack($("donnees").textContent).then(function (data) {
    Object.keys(data.rows).forEach(function (name) { $("t-" + name).tBodies[0].innerHTML = data.rows[name]; });
    tables();
    map(data);
  }).then(ready);
}
