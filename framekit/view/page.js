"use strict";
// Rows are created when they scroll into view, and details are parsed when a frame is selected. All text is set as text, never as markup.
const HEIGHT = 24, MARGIN = 20;
const pieces = [...document.querySelectorAll('script[id^="rows-"]')];
const all = pieces.flatMap((piece) => JSON.parse(piece.textContent));
const perPiece = pieces.length ? JSON.parse(pieces[0].textContent).length : 1;
const element = (id) => document.getElementById(id);
const list = element("list"), rows = element("rows"), space = element("space"), tree = element("tree"), hex = element("hex");
let shown = all.map((_, index) => index), picked = -1, detail = null, fields = [], at = -1, pinned = -1, cache = [-1, null];

function make(parent, tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
}

function timeOf(row, withDate) {
  if (row[0] === null) return "";
  const whole = BigInt(row[0]), seconds = whole / 1000000000n;
  const micro = String((whole % 1000000000n) / 1000n).padStart(6, "0");
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return row[0];
  const text = date.toISOString().slice(0, 19).replace("T", " ") + "." + micro;
  return withDate ? text : text.slice(11);
}

function draw() {
  space.style.height = shown.length * HEIGHT + "px";
  const first = Math.max(0, Math.floor(list.scrollTop / HEIGHT) - MARGIN);
  const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / HEIGHT) + MARGIN);
  rows.style.top = first * HEIGHT + "px";
  rows.replaceChildren();
  for (let place = first; place < last; place++) {
    const index = shown[place], row = all[index];
    const line = make(rows, "div", "row" + (row[8] ? " bad" : "") + (index === picked ? " picked" : ""));
    line.dataset.index = index;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", String(index === picked));
    make(line, "span", "dim", "#" + index);
    make(line, "span", "dim", timeOf(row));
    make(line, "span", "", row[1]);
    make(line, "span", "dim", row[2]).title = row[2];
    make(line, "span", "", row[3]);
    make(line, "span", "", row[4]);
  }
}

function detailOf(index) {
  const number = Math.floor(index / perPiece);
  if (cache[0] !== number) cache = [number, JSON.parse(element("details-" + number).textContent)];
  return cache[1][index % perPiece];
}

function pick(index, path) {
  if (index < 0 || index >= all.length) return;
  picked = index;
  detail = detailOf(index);
  fields = detail.fields;
  at = pinned = -1;
  const row = all[index];
  element("name").textContent = "#" + index + " " + row[3];
  const sender = row[1] && "from the " + row[1], time = timeOf(row, true);
  element("about").textContent = [row[2], sender, time && time + " UTC", row[5] === null ? "" : "packet " + row[5], "at byte " + row[6], row[7] + (row[7] === 1 ? " byte" : " bytes")]
    .filter(Boolean).join(" · ");
  element("reason").textContent = detail.reason || "";
  drawTree();
  drawHex();
  element("place").textContent = element("bits").textContent = "";
  const place = shown.indexOf(index);
  if (place >= 0) {
    const top = place * HEIGHT;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + HEIGHT > list.scrollTop + list.clientHeight) list.scrollTop = top + HEIGHT - list.clientHeight;
  }
  draw();
  const found = fields.findIndex((field) => field[0] === path);
  if (found >= 0) pin(found);
  link();
}

function link() {
  const path = pinned >= 0 ? "&field=" + encodeURIComponent(fields[pinned][0]) : "";
  history.replaceState(null, "", "#frame=" + picked + path);
}

function drawTree() {
  tree.replaceChildren();
  fields.forEach((field, number) => {
    const depth = (field[0].match(/[.[]/g) || []).length;
    const line = make(tree, "div", "field");
    line.dataset.number = number;
    make(line, "span", "path", "  ".repeat(depth) + field[0]);
    make(line, "span", "", field[3]);
  });
}

function drawHex() {
  hex.replaceChildren();
  const text = detail.hex;
  for (let row = 0; row * 32 < text.length; row++) {
    const line = make(hex, "div", "line");
    make(line, "span", "offset", (row * 16).toString(16).padStart(6, "0") + "  ");
    const count = Math.min(16, text.length / 2 - row * 16);
    for (let column = 0; column < 16; column++) {
      const place = row * 16 + column;
      const byte = make(line, "span", "byte", column < count ? text.slice(place * 2, place * 2 + 2) : "  ");
      if (column < count) byte.dataset.place = place;
      line.append(column === 7 ? "  " : " ");
    }
    line.append(" ");
    for (let column = 0; column < count; column++) {
      const place = row * 16 + column, code = parseInt(text.slice(place * 2, place * 2 + 2), 16);
      make(line, "span", "byte", code > 31 && code < 127 ? String.fromCharCode(code) : "·").dataset.place = place;
    }
  }
  if (detail.cut) make(hex, "div", "offset", "… the remaining bytes are not shown");
}

function light(numbers) {
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  for (const number of numbers) {
    const [, begin, end] = fields[number];
    tree.children[number].classList.add("lit");
    for (const byte of hex.querySelectorAll("[data-place]")) {
      if (byte.dataset.place >= begin && byte.dataset.place < end) byte.classList.add("lit");
    }
  }
  const bits = numbers.length === 1 ? fields[numbers[0]][4] : null;
  element("bits").textContent = bits ? bitsOf(fields[numbers[0]], bits) : "";
  element("place").textContent = numbers.map(placeOf).join("\n");
}

function placeOf(number) {
  const [path, begin, end, , bits] = fields[number], size = end - begin;
  if (!size) return path + ": no bytes of its own";
  const bytes = size === 1 ? "byte " + begin : "bytes " + begin + "–" + (end - 1) + " (" + size + " bytes)";
  return path + ": " + (bits ? bits[1] + (bits[1] === 1 ? " bit of " : " bits of ") : "") + bytes;
}

function bitsOf(field, [left, width, order]) {
  const bytes = (detail.hex.slice(field[1] * 2, field[2] * 2).match(/../g) || []).map((each) => parseInt(each, 16));
  if (order === "little") bytes.reverse();
  const all = bytes.map((each) => each.toString(2).padStart(8, "0")).join("");
  const from = order === "little" ? all.length - left - width : left;
  return all.split("").map((bit, place) => (place >= from && place < from + width ? bit : "·")).join("").replace(/.{8}/g, "$& ");
}

function pin(number) {
  for (const each of tree.querySelectorAll(".pinned")) each.classList.remove("pinned");
  at = pinned = number;
  if (number < 0) return light([]);
  tree.children[number].classList.add("pinned");
  tree.children[number].scrollIntoView({ block: "nearest" });
  light([number]);
}

function fieldsAt(place) {
  return fields.flatMap((field, number) => (place >= field[1] && place < field[2] ? [number] : []));
}

tree.addEventListener("mouseover", (event) => {
  const line = event.target.closest(".field");
  if (line) light([Number(line.dataset.number)]);
});
hex.addEventListener("mouseover", (event) => {
  if (event.target.dataset.place !== undefined) light(fieldsAt(Number(event.target.dataset.place)));
});
for (const pane of [tree, hex]) pane.addEventListener("mouseleave", () => light(pinned >= 0 ? [pinned] : []));
tree.addEventListener("click", (event) => {
  const line = event.target.closest(".field");
  if (line) { pin(Number(line.dataset.number)); link(); }
});
hex.addEventListener("click", (event) => {
  const found = event.target.dataset.place === undefined ? [] : fieldsAt(Number(event.target.dataset.place));
  if (found.length) { pin(found[0]); link(); }
});
rows.addEventListener("click", (event) => {
  const line = event.target.closest(".row");
  if (line) { pick(Number(line.dataset.index)); list.focus(); }
});
list.addEventListener("scroll", () => requestAnimationFrame(draw));
window.addEventListener("resize", draw);

function matches(index, text, named) {
  const row = all[index];
  if (named) return detailOf(index).fields.some((field) => field[0] === named[1] && field[3].includes(named[2]));
  return !text || [row[2], row[3], row[4]].some((part) => part.toLowerCase().includes(text));
}

function filter() {
  const text = element("search").value.trim(), named = text.match(/^([\w.[\]]+)=(.*)$/);
  const wanted = ["direction", "connection", "type"].map((id) => element(id).value), columns = [1, 2, 3];
  shown = [];
  for (let index = 0; index < all.length; index++) {
    if (wanted.every((value, number) => !value || all[index][columns[number]] === value) && matches(index, text.toLowerCase(), named)) shown.push(index);
  }
  element("count").textContent = shown.length === all.length ? all.length + " frames" : shown.length + " of " + all.length;
  list.scrollTop = 0;
  draw();
}

for (const id of ["direction", "connection", "type"]) element(id).addEventListener("change", filter);
let waiting = 0;
element("search").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const search = element("search");
  if (event.target === search) {
    if (event.key === "Enter") {
      filter();
      list.focus();
      if (shown.length && !shown.includes(picked)) pick(shown[0]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (search.value) search.value = "";
      else list.focus();
      filter();
    }
    return;
  }
  const place = shown.indexOf(picked), page = Math.max(1, Math.floor(list.clientHeight / HEIGHT) - 1);
  const moves = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page, Home: -place, End: shown.length - 1 - place };
  if (event.key in moves && shown.length && event.target.tagName !== "SELECT") {
    event.preventDefault();
    pick(shown[Math.max(0, Math.min(shown.length - 1, place + moves[event.key]))]);
  } else if ((event.key === "ArrowRight" || event.key === "ArrowLeft") && fields.length && event.target.tagName !== "SELECT") {
    event.preventDefault();
    pin(Math.max(0, Math.min(fields.length - 1, at + (event.key === "ArrowRight" ? 1 : -1))));
    link();
  } else if (event.key === "/") {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "Escape") {
    if (pinned < 0 && shown.length < all.length) {
      for (const id of ["search", "direction", "connection", "type"]) element(id).value = "";
      filter();
      pick(picked);
      return;
    }
    pin(-1);
    link();
  }
});

const copies = {
  hex: () => detail.hex,
  json: () => JSON.stringify(detail.json ?? null, null, 2),
  python: () => detail.name ? `${detail.reader}.unpack(bytes.fromhex("${detail.hex}"))` : `bytes.fromhex("${detail.hex}")`,
  pytest: () => detail.name
    ? `from ${detail.module} import ${detail.name.split(".")[0]}\n\n\ndef test_frame_${picked}() -> None:\n    wire = bytes.fromhex("${detail.hex}")\n    assert ${detail.reader}.unpack(wire).pack() == wire\n`
    : `bytes.fromhex("${detail.hex}")`,
};
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    if (!detail) return;
    const text = copies[button.dataset.copy](), label = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = make(document.body, "textarea", "", text);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.dataset.copied = text;
    button.textContent = "copied";
    setTimeout(() => { button.textContent = label; }, 900);
  });
}

element("theme").addEventListener("click", () => {
  const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "light" : "dark";
});

function open() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  pick(Math.max(0, Math.min(all.length - 1, Number(wanted.get("frame") || 0))), wanted.get("field"));
}

for (const [id, column] of [["connection", 2], ["type", 3]]) {
  for (const name of new Set(all.map((row) => row[column]).filter(Boolean))) make(element(id), "option", "", name).value = name;
}
filter();
open();
window.addEventListener("hashchange", open);
list.focus();
