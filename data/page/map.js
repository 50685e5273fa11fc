// The interactive map: search, both generations on and off, a card for each quartier.
var map = function (data) {
  var cards = data.cards, said = function (i) { return data.words[i]; };
  var plan = $("plan");
  if (!cards.length) return;
  var SVG = "http://www.w3.org/2000/svg";
  var draft = function (tag, className) {
    var e = document.createElementNS(SVG, tag);
    if (className) e.setAttribute("class", className);
    return e;
  };
  var line = function (e, d, unit) {
    e.setAttribute("d", d);
    if (unit !== 1) e.setAttribute("transform", "scale(" + unit + ")");
    return e;
  };
  line(plan.querySelector(".land"), data.land, data.ground_unit);
  line(plan.querySelector(".com"), data.communes, data.ground_unit);
  var byCode = Object.create(null);
  cards.forEach(function (c) {
    c.words = " " + fold([c.code, c.name, c.communes.join(" "), c.contract === undefined ? "" : said(c.contract)].join(" "));
    c.shape = draft("g", "q");
    c.shape.id = c.code;
    c.shape.appendChild(draft("title")).textContent = c.code + " " + c.name;
    c.shape.appendChild(line(draft("path", "dot"), "M" + c.at[0] + " " + c.at[1] + "h0", 1));
    c.shape.appendChild(line(draft("path", "shape"), c.path, data.unit));
    $("g" + c.year).appendChild(c.shape);
    byCode[c.code] = c;
  });
  $("explorer").classList.add("scripted");
  plan.setAttribute("preserveAspectRatio", "xMidYMid meet");
  var width = data.size[0], height = data.size[1];
  var view = { x: 0, y: 0, w: width, h: height };
  var names = $("noms");
  var chosen = null;
  var shown = { 2015: true, 2024: true };

  var box = function () { var b = plan.getBoundingClientRect(); return { w: b.width || 800, h: b.height || 600, left: b.left, top: b.top }; };
  var whole = function () {
    var b = box(), k = Math.max(width / b.w, height / b.h);
    return { x: (width - k * b.w) / 2, y: (height - k * b.h) / 2, w: k * b.w, h: k * b.h };
  };
  var frame = 0;
  var draw = function () {
    frame = 0;
    plan.setAttribute("viewBox", [view.x, view.y, view.w, view.h].map(function (n) { return n.toFixed(1); }).join(" "));
    plan.classList.toggle("near", view.w / box().w < 20);
    scale();
    label();
  };
  var redraw = function () { if (!frame) frame = requestAnimationFrame(draw); };
  var bound = function () {
    var b = box(), most = whole().w * 1.3, least = 150;
    var w = Math.min(Math.max(view.w, least), most), k = w / view.w;
    if (k !== 1) { view.x += view.w * (1 - k) / 2; view.y += view.h * (1 - k) / 2; }
    view.w = w; view.h = w * b.h / b.w;
    view.x = Math.min(Math.max(view.x, -view.w / 2), width - view.w / 2);
    view.y = Math.min(Math.max(view.y, -view.h / 2), height - view.h / 2);
  };
  var zoom = function (factor, px, py) {
    var b = box();
    var fx = px === undefined ? .5 : (px - b.left) / b.w, fy = py === undefined ? .5 : (py - b.top) / b.h;
    var w = Math.min(Math.max(view.w * factor, 150), whole().w * 1.3), h = w * b.h / b.w;
    view.x += (view.w - w) * fx; view.y += (view.h - h) * fy; view.w = w; view.h = h;
    bound(); redraw();
  };
  var shift = function (dx, dy) { var k = view.w / box().w; view.x -= dx * k; view.y -= dy * k; bound(); redraw(); };
  var all = function () { view = whole(); redraw(); };
  var scale = function () {
    var k = view.w / box().w, aim = 110 * k, step = Math.pow(10, Math.floor(Math.log10(aim)));
    var n = [5, 2, 1].map(function (m) { return m * step; }).find(function (m) { return m <= aim; }) || step;
    var e = $("echelle");
    e.firstElementChild.style.width = (n / k) + "px";
    e.lastElementChild.textContent = n >= 1000 ? (n / 1000) + "\u00a0km" : n + "\u00a0m";
  };

  // Names: communes from afar, quartiers near by; none over another.
  var communes = (function () {
    var found = Object.create(null);
    cards.forEach(function (c) {
      var name = c.communes[0];
      if (!name) return;
      // « Paris 18ème et 19ème arrondissements » is named with the first.
      name = name.replace(/^(\D+ \d+(?:er|ème|e)) .*/, "$1");
      var key = name + c.code.slice(2, 5), f = found[key] || (found[key] = { text: name, n: 0, x: 0, y: 0 });
      f.n += 1; f.x += c.at[0]; f.y += c.at[1];
    });
    return Object.keys(found).map(function (k) { var f = found[k]; return { text: f.text, n: f.n, x: f.x / f.n, y: f.y / f.n }; })
      .sort(function (a, b) { return b.n - a.n || (a.text < b.text ? -1 : 1); });
  })();
  var label = function () {
    var k = view.w / box().w, font = 12.5, near = k < 9, taken = [];
    names.textContent = "";
    // In pixels of the screen: browsers draw no letters of many kilometres.
    names.setAttribute("transform", "scale(" + k + ")");
    names.setAttribute("font-size", font);
    names.setAttribute("stroke-width", font / 4);
    var put = function (text, x, y, className, rise) {
      if (x < view.x || x > view.x + view.w || y < view.y || y > view.y + view.h) return;
      x /= k; y /= k;
      var lines = text.split("\n"), w = font * .56 * Math.max.apply(null, lines.map(function (l) { return l.length; })), h = font * 1.15 * lines.length;
      var top = y - rise - h;
      var r = [x - w / 2, top, x + w / 2, top + h];
      if (taken.some(function (o) { return r[0] < o[2] && r[2] > o[0] && r[1] < o[3] && r[3] > o[1]; })) return;
      taken.push(r);
      lines.forEach(function (line, i) {
        var e = draft("text", i === 0 ? className : "");
        e.setAttribute("x", x.toFixed(1));
        e.setAttribute("y", (top + font * (.9 + 1.15 * i)).toFixed(1));
        e.textContent = line;
        names.appendChild(e);
      });
    };
    if (near) {
      [chosen].concat(cards.slice().reverse()).forEach(function (c) {
        if (!c || !shown[c.year]) return;
        put(c.code + (c.name ? "\n" + c.name : ""), c.at[0], c.at[1], "code", -font * 1.15);
      });
    } else {
      communes.forEach(function (c) { put(c.text, c.x, c.y, "", font * .55); });
    }
  };

  // The card of a quartier.
  var fiche = $("fiche");
  var section = function (title) { fiche.appendChild(make("h4", "", title)); };
  var open = function (code, options) {
    var c = byCode[code];
    if (!c) return;
    if (chosen) chosen.shape.classList.remove("chosen");
    chosen = c;
    c.shape.classList.add("chosen");
    c.shape.parentNode.appendChild(c.shape);
    if (!shown[c.year]) toggle(c.year, true);
    fiche.textContent = "";
    fiche.className = "card g" + c.year;
    var close = make("button", "close", "×");
    close.type = "button";
    close.setAttribute("aria-label", t("Fermer la fiche", "Close the card"));
    close.addEventListener("click", shut);
    fiche.appendChild(close);
    fiche.appendChild(make("h3", "", c.code + (c.name ? " " + c.name : "")));
    fiche.appendChild(make("p", "", t("Périmètres ", "Perimeters of ") + c.year + " · " + c.area));
    if (c.communes.length) { section(c.communes.length > 1 ? "Communes" : "Commune"); fiche.appendChild(make("p", "", c.communes.join(", "))); }
    if (c.contract !== undefined) { section("Contrat de ville"); fiche.appendChild(make("p", "", said(c.contract))); }
    if (c.evolution) { section(t("Évolution mesurée", "Measured change")); fiche.appendChild(make("p", "", c.evolution)); }
    if (c.links.length) {
      section(c.year === 2015 ? t("Devient", "Becomes") : t("Vient de", "Comes from"));
      var list = make("ul");
      c.links.forEach(function (l) {
        var li = make("li"), go = make("button", "go", l.code), other = byCode[l.code];
        go.type = "button";
        go.addEventListener("click", function () { open(l.code, { focus: true }); });
        li.appendChild(go);
        li.appendChild(document.createTextNode(" " + (other && other.name ? other.name + ", " : "") + l.shared));
        list.appendChild(li);
      });
      fiche.appendChild(list);
    }
    if (c.letter !== undefined) { section(t("Lettre officielle", "Official letter")); fiche.appendChild(make("p", "", said(c.letter))); }
    if (c.disagreement !== undefined) fiche.appendChild(make("p", "warn", t("Désaccord\u00a0: ", "Disagreement: ") + said(c.disagreement)));
    section("Population municipale");
    if (!c.populations.length) fiche.appendChild(make("p", "", t("non fournie", "not given")));
    c.populations.forEach(function (p) { fiche.appendChild(make("p", "", p[1] + " (" + said(p[0]) + ")")); });
    var link = make("a", "", t("Fiche officielle sur SIG Ville", "Official page on SIG Ville"));
    link.href = "https://sig.ville.gouv.fr/territoire/" + c.code;
    link.rel = "noreferrer noopener external";
    link.target = "_blank";
    section(t("En ligne", "On line"));
    var p = make("p");
    p.appendChild(link);
    fiche.appendChild(p);
    fiche.hidden = false;
    if (options && options.move) {
      // Of the group, so that the scale of its paths counts.
      var b = c.shape.getBBox(), m = box();
      // The card hides the right of a wide map; the quartier goes to the middle of the rest.
      var hidden = getComputedStyle(fiche).position === "absolute" ? fiche.offsetWidth + 16 : 0;
      var free = Math.max(m.w - hidden, m.w / 3), k = Math.max(b.width / free, b.height / m.h, .5) * 1.9;
      view = { x: b.x + b.width / 2 - k * free / 2, y: b.y + b.height / 2 - k * m.h / 2, w: k * m.w, h: k * m.h };
      bound();
    }
    redraw();
    if (options && options.focus) fiche.focus({ preventScroll: true });
    if (getComputedStyle(fiche).position !== "absolute") fiche.scrollIntoView({ block: "nearest" });
    Array.prototype.forEach.call($("liste").querySelectorAll("button"), function (x) { x.setAttribute("aria-current", x.value === code); });
  };
  var shut = function () {
    fiche.hidden = true;
    if (chosen) { chosen.shape.classList.remove("chosen"); chosen.shape.focus({ preventScroll: true }); }
    chosen = null;
    redraw();
  };

  // Both generations on and off.
  var toggle = function (year, on) {
    shown[year] = on;
    $("voir-" + year).checked = on;
    $("g" + year).classList.toggle("off", !on);
    search();
    redraw();
  };

  // Search.
  var search = function () {
    var asked = fold($("cherche").value).split(" ").filter(Boolean), list = $("liste");
    var found = cards.filter(function (c) {
      return shown[c.year] && asked.every(function (w) { return c.words.indexOf(" " + w) >= 0; });
    }).sort(function (a, b) { return b.year - a.year; });
    list.textContent = "";
    found.slice(0, 300).forEach(function (c) {
      var li = make("li"), b = make("button", "g" + c.year, c.code + " " + c.name);
      b.type = "button";
      b.value = c.code;
      b.appendChild(make("small", "", c.communes.join(", ")));
      b.addEventListener("click", function () { open(c.code, { move: true, focus: true }); });
      li.appendChild(b);
      list.appendChild(li);
    });
    if (!found.length) list.appendChild(make("li", "vide", t("Aucun quartier trouvé", "No quartier found")));
    $("compte").textContent = found.length + " " + (found.length > 1 ? "quartiers" : "quartier");
    return found;
  };
  $("cherche").addEventListener("input", search);
  $("cherche").addEventListener("keydown", function (e) {
    if (e.key === "Enter") { var f = search(); if (f.length) open(f[0].code, { move: true, focus: true }); }
  });
  [2015, 2024].forEach(function (year) {
    $("voir-" + year).addEventListener("change", function (e) { toggle(year, e.target.checked); });
  });

  // Keyboard: the map moves; inside it one quartier at a time takes the focus.
  var ring = cards.slice().sort(function (a, b) { return b.year - a.year || (a.code < b.code ? -1 : 1); });
  ring.forEach(function (c, i) {
    c.shape.setAttribute("tabindex", i === 0 ? "0" : "-1");
    c.shape.setAttribute("role", "button");
    c.shape.setAttribute("aria-label", c.code + " " + c.name + ", " + c.communes.join(", "));
  });
  var step = function (from, by) {
    for (var i = ring.indexOf(from) + by; i >= 0 && i < ring.length; i += by) {
      if (!shown[ring[i].year]) continue;
      from.shape.setAttribute("tabindex", "-1");
      ring[i].shape.setAttribute("tabindex", "0");
      ring[i].shape.focus({ preventScroll: true });
      var at = ring[i].at;
      if (at[0] < view.x || at[0] > view.x + view.w || at[1] < view.y || at[1] > view.y + view.h) {
        view.x = at[0] - view.w / 2; view.y = at[1] - view.h / 2; bound(); redraw();
      }
      return;
    }
  };
  plan.addEventListener("keydown", function (e) {
    var q = e.target.closest && e.target.closest(".q"), c = q && byCode[q.id];
    var far = 80, done = true;
    if (c && (e.key === "Enter" || e.key === " ")) open(c.code, { focus: true });
    else if (c && (e.key === "ArrowRight" || e.key === "ArrowDown")) step(c, 1);
    else if (c && (e.key === "ArrowLeft" || e.key === "ArrowUp")) step(c, -1);
    else if (e.key === "ArrowLeft") shift(far, 0);
    else if (e.key === "ArrowRight") shift(-far, 0);
    else if (e.key === "ArrowUp") shift(0, far);
    else if (e.key === "ArrowDown") shift(0, -far);
    else if (e.key === "+" || e.key === "=") zoom(.7);
    else if (e.key === "-" || e.key === "_") zoom(1 / .7);
    else if (e.key === "0") all();
    else done = false;
    if (done) e.preventDefault();
  });
  document.addEventListener("keydown", function (e) { if (e.key === "Escape" && !fiche.hidden) shut(); });

  // Mouse and fingers. The wheel and one finger belong to the page until the map is in use.
  var active = function () { return plan.classList.contains("active"); };
  plan.addEventListener("focusin", function () { plan.classList.add("active"); });
  plan.addEventListener("focusout", function () { plan.classList.remove("active"); });
  var hint = 0;
  plan.addEventListener("wheel", function (e) {
    if (!active() && !e.ctrlKey) {
      $("astuce").hidden = false;
      clearTimeout(hint);
      hint = setTimeout(function () { $("astuce").hidden = true; }, 1200);
      return;
    }
    e.preventDefault();
    zoom(Math.pow(1.0016, Math.max(-300, Math.min(300, e.deltaY * (e.deltaMode ? 30 : 1)))), e.clientX, e.clientY);
  }, { passive: false });
  var touches = new Map(), moved = 0;
  plan.addEventListener("pointerdown", function (e) {
    touches.set(e.pointerId, { x: e.clientX, y: e.clientY });
    if (touches.size === 1) moved = 0;
  });
  plan.addEventListener("pointermove", function (e) {
    var p = touches.get(e.pointerId);
    if (!p) return;
    var dx = e.clientX - p.x, dy = e.clientY - p.y;
    if (touches.size === 1) {
      moved += Math.abs(dx) + Math.abs(dy);
      if (moved > 4) {
        if (!plan.hasPointerCapture(e.pointerId)) plan.setPointerCapture(e.pointerId);
        plan.classList.add("moving");
        shift(dx, dy);
      }
    } else if (touches.size === 2) {
      moved += 10;
      var other;
      touches.forEach(function (v, id) { if (id !== e.pointerId) other = v; });
      var before = Math.hypot(p.x - other.x, p.y - other.y), after = Math.hypot(e.clientX - other.x, e.clientY - other.y);
      if (before > 0 && after > 0) zoom(before / after, (e.clientX + other.x) / 2, (e.clientY + other.y) / 2);
      shift(dx / 2, dy / 2);
    }
    p.x = e.clientX; p.y = e.clientY;
  });
  var end = function (e) { touches.delete(e.pointerId); if (!touches.size) plan.classList.remove("moving"); };
  plan.addEventListener("pointerup", end);
  plan.addEventListener("pointercancel", end);
  plan.addEventListener("click", function (e) {
    if (moved > 4) return;
    var q = e.target.closest(".q"), hit = q && byCode[q.id];
    if (!hit) {
      // A finger is wider than a quartier seen from afar: the nearest one within reach is meant.
      var b = box(), k = view.w / b.w, x = view.x + (e.clientX - b.left) * k, y = view.y + (e.clientY - b.top) * k, least = 18 * k;
      cards.forEach(function (c) {
        var d = Math.hypot(c.at[0] - x, c.at[1] - y);
        if (shown[c.year] && d <= least) { least = d; hit = c; }
      });
    }
    plan.focus({ preventScroll: true });
    if (hit) open(hit.code); else if (chosen) { shut(); plan.focus({ preventScroll: true }); }
  });
  plan.addEventListener("dblclick", function (e) { zoom(.5, e.clientX, e.clientY); });
  $("plus").addEventListener("click", function () { zoom(.6); });
  $("moins").addEventListener("click", function () { zoom(1 / .6); });
  $("tout").addEventListener("click", all);
  window.addEventListener("resize", function () { bound(); redraw(); });
  window.addEventListener("beforeprint", function () { if (frame) cancelAnimationFrame(frame); draw(); });

  // A code in a table or in the address leads to its card.
  document.addEventListener("click", function (e) {
    var a = e.target.closest && e.target.closest("a[href^='#Q']");
    if (!a || !byCode[a.hash.slice(1)]) return;
    e.preventDefault();
    $("carte").scrollIntoView();
    open(a.hash.slice(1), { move: true, focus: true });
  });
  view = whole();
  search();
  draw();
  if (byCode[location.hash.slice(1)]) open(location.hash.slice(1), { move: true });
};
