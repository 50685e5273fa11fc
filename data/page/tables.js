// Tables: sorting, links to cards and CSV.

// The value of a cell: a number as programs write it. Only shares and words in another form than
// the column's own carry it beside what is shown.
var raw = function (cell) {
  if (cell.hasAttribute("data-v")) return cell.getAttribute("data-v");
  var text = cell.textContent.trim();
  // Blanks that keep a sign with its word are for reading only.
  if (cell.tagName !== "TD" || !cell.classList.contains("n")) return text.replace(/[\u202f\u00a0]/g, " ");
  var plain = text.replace(/[\s\u202f\u00a0]/g, "").replace("\u2212", "-");
  plain = fr ? plain.replace(",", ".") : plain.replace(/,/g, "");
  return plain !== "" && isFinite(plain) ? plain : text;
};
var order = function (table, index, numeric, down) {
  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var key = rows.map(function (row) {
    var text = raw(row.cells[index]);
    return numeric ? (text === "" ? NaN : Number(text)) : row.cells[index].textContent.trim();
  });
  var places = rows.map(function (_, i) { return i; });
  places.sort(function (a, b) {
    var x = key[a], y = key[b];
    var noX = numeric ? isNaN(x) : x === "", noY = numeric ? isNaN(y) : y === "";
    // What is missing stays last whichever way round.
    if (noX || noY) return (noX - noY) || a - b;
    var c = numeric ? x - y : x.localeCompare(y, fr ? "fr" : "en", { numeric: true });
    return (down ? -c : c) || a - b;
  });
  var all = document.createDocumentFragment();
  places.forEach(function (i) { all.appendChild(rows[i]); });
  body.appendChild(all);
};
var csv = function (table) {
  var quote = function (s) { return /[;"\r\n]/.test(s) ? '"' + s.replace(/"/g, '""') + '"' : s; };
  var lines = [Array.prototype.map.call(table.tHead.rows[0].cells, function (th) {
    return quote(th.getAttribute("data-c") || th.textContent.trim());
  }).join(";")];
  Array.prototype.forEach.call(table.tBodies[0].rows, function (row) {
    lines.push(Array.prototype.map.call(row.cells, function (cell) {
      var text = raw(cell);
      if (cell.classList.contains("n") && text !== "" && isFinite(text)) return text.replace(".", ",");
      // A spreadsheet would take these for formulas.
      return quote(/^[=+\-@\t]/.test(text) ? "'" + text : text);
    }).join(";"));
  });
  return "\ufeff" + lines.join("\r\n") + "\r\n";
};
// Makes every table of the page sortable and downloadable.
var tables = function () {
  Array.prototype.forEach.call(document.querySelectorAll("table"), function (table) {
    if (!table.tHead) return;
    Array.prototype.forEach.call(table.querySelectorAll("td.c"), function (cell) {
      if (!cell.textContent) return;
      var link = make("a", "", cell.textContent);
      link.href = "#" + cell.textContent;
      cell.textContent = "";
      cell.appendChild(link);
    });
    if (table.id && table.id !== "t-deliberation") {
      Array.prototype.forEach.call(table.tHead.rows[0].cells, function (th, index) {
        // A span and no button: browsers leave buttons out of headers repeated in print.
        var button = make("span", "", th.textContent);
        button.setAttribute("role", "button");
        button.tabIndex = 0;
        th.textContent = "";
        th.appendChild(button);
        button.addEventListener("keydown", function (e) {
          if (e.key === "Enter" || e.key === " ") { e.preventDefault(); button.click(); }
        });
        button.addEventListener("click", function () {
          var down = th.getAttribute("aria-sort") === "ascending";
          Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute("aria-sort"); });
          th.setAttribute("aria-sort", down ? "descending" : "ascending");
          order(table, index, th.classList.contains("n"), down);
        });
      });
    }
    var save = make("button", "csv", t("Télécharger en CSV", "Download as CSV"));
    save.type = "button";
    save.addEventListener("click", function () {
      var url = URL.createObjectURL(new Blob([csv(table)], { type: "text/csv;charset=utf-8" }));
      var a = make("a");
      a.href = url;
      a.download = (table.getAttribute("data-name") || "table") + ".csv";
      a.click();
      setTimeout(function () { URL.revokeObjectURL(url); }, 1000);
    });
    var box = table.parentNode;
    box.parentNode.insertBefore(save, box.nextSibling);
  });
  var long = Array.prototype.filter.call(document.querySelectorAll("details.listing"), function (d) {
    return d.querySelectorAll("tbody tr").length > 12;
  });
  long.forEach(function (d) { d.open = false; });
  window.addEventListener("beforeprint", function () {
    Array.prototype.forEach.call(document.querySelectorAll("details.listing"), function (d) { d.open = true; });
  });
};
