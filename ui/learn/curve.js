// Draw how a curve goes on: the known part stands there, the rest follows the pointer.
const WIDE = 640, TOP = 10;
const NARROW = 480; // [pixels] below which the picture is higher and its words larger: all of it is drawn smaller there
const SPACE = "http://www.w3.org/2000/svg";

function make(name, attributes, text) {
  const one = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  if (text !== undefined) one.textContent = text;
  return one;
}

function written(value, percent) {
  if (percent) return `${Math.round(value * 100)} %`;
  return value >= 1000 ? `${+(value / 1000).toFixed(2)}k` : `${+value.toFixed(2)}`;
}

export default function ({ data, parentElement, setStateValue }) {
  const svg = parentElement.querySelector("svg");
  const { known, last, top } = data, first = known.length;
  const narrow = (svg.getBoundingClientRect().width || WIDE) < NARROW;
  const HIGH = narrow ? 440 : 300, LEFT = narrow ? 92 : 52, RIGHT = narrow ? 26 : 10, BOTTOM = narrow ? 66 : 34;
  svg.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
  svg.classList.toggle("narrow", narrow);
  const x = (month) => LEFT + (month / last) * (WIDE - LEFT - RIGHT);
  const y = (value) => HIGH - BOTTOM - (Math.min(value, top) / top) * (HIGH - TOP - BOTTOM);
  const drawn = new Array(last - first).fill(null);
  (data.drawn || []).forEach((value, at) => { drawn[at] = value; });

  function line(points, name) {
    const there = points.filter(([, value]) => value !== null);
    return make("polyline", { points: there.map(([month, value]) => `${x(month)},${y(value)}`).join(" "), class: name });
  }

  function paint() {
    svg.replaceChildren();
    for (let nth = 0; nth <= 4; nth++) {
      const value = (top * nth) / 4;
      svg.append(make("line", { x1: LEFT, x2: WIDE - RIGHT, y1: y(value), y2: y(value), class: "grid" }));
      svg.append(make("text", { x: LEFT - 8, y: y(value) + (narrow ? 8 : 4), class: "tick end" }, written(value, data.percent)));
    }
    for (let month = 6; month <= last; month += 6) svg.append(make("text", { x: x(month), y: HIGH - BOTTOM + (narrow ? 30 : 20), class: "tick mid" }, String(month)));
    svg.append(make("text", { x: WIDE - RIGHT, y: HIGH - 2, class: "tick end" }, "month"));
    svg.append(make("rect", { x: x(first), y: TOP, width: WIDE - RIGHT - x(first), height: HIGH - TOP - BOTTOM, class: "open" }));
    svg.append(line(data.past, "known"));
    if (drawn.some((value) => value !== null)) {
      svg.append(line([[first, known[first - 1]], ...drawn.map((value, at) => [first + 1 + at, value])], "mine"));
    } else svg.append(make("text", { x: (x(first) + WIDE - RIGHT) / 2, y: HIGH / 2, class: "hint mid" }, "Draw here how it goes on"));
  }

  let before = null;
  function follow(event) {
    const box = svg.getBoundingClientRect();
    const across = ((event.clientX - box.left) / box.width) * WIDE, down = ((event.clientY - box.top) / box.height) * HIGH;
    const month = Math.round(((across - LEFT) / (WIDE - LEFT - RIGHT)) * last);
    const value = Math.max(0, Math.min(top, ((HIGH - BOTTOM - down) / (HIGH - TOP - BOTTOM)) * top));
    const to = Math.max(0, Math.min(last - first - 1, month - first - 1));
    // What a quick hand jumps over lies on the straight way between.
    const [from, old] = before || [to, value];
    for (let at = Math.min(from, to); at <= Math.max(from, to); at++) drawn[at] = from === to ? value : old + ((value - old) * (at - from)) / (to - from);
    before = [to, value];
    paint();
  }

  function finish() {
    before = null;
    const there = drawn.map((value, at) => [at, value]).filter(([, value]) => value !== null);
    if (!there.length) return;
    for (let at = 0; at < drawn.length; at++) {
      if (drawn[at] !== null) continue;
      const left = there.filter(([place]) => place < at).at(-1) || [-1, known[first - 1]], right = there.find(([place]) => place > at);
      drawn[at] = right ? left[1] + ((right[1] - left[1]) * (at - left[0])) / (right[0] - left[0]) : left[1];
    }
    paint();
    setStateValue("curve", drawn.map((value) => +value.toPrecision(5)));
  }

  svg.onpointerdown = (event) => { svg.setPointerCapture(event.pointerId); before = null; follow(event); };
  svg.onpointermove = (event) => { if (event.buttons) follow(event); };
  svg.onpointerup = finish;
  paint();
}
