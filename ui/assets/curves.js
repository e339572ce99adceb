// Draws the curves of the first screen, each on a canvas of its own. What a chart is comes as its component's data and stays; its rows come
// in a data attribute beside the charts (`data-curves`), or from a preview while a thumb is held, and are painted before the next frame.
// The pointer tells the values of a month, and so does the keyboard: to whoever hears the page a chart is a slider along the months.
const PAGE = 6; // [months] that Page Up and Page Down go
const HIGH = 232, LEGEND = 24, BELOW = 24, GREY = "#78838f", LABEL = 11.5;
const board = (window.clgCurves ??= begin());

function begin() {
  const charts = new Map(), rows = {};
  let told = null;
  function show(found) {
    Object.assign(rows, found);
    for (const [key, chart] of charts) if (found[key]) chart.draw(rows[key]);
  }
  function read(again) {
    const text = document.querySelector("[data-curves]")?.dataset.curves;
    if (!text || (text === told && !again)) return;
    told = text;
    show(JSON.parse(text));
  }
  new MutationObserver(() => read(false)).observe(document.body, { childList: true, subtree: true });
  let lever = null; // the control that was moved last by whoever goes to the charts and back
  document.addEventListener("focusin", ({ target }) => (lever = target.matches?.("[data-testid=stSidebar] input") ? target : lever));
  return { charts, rows, show, read, back: () => lever?.isConnected && lever.focus() };
}

// Numbers as the tables and the other charts write them: three digits, k, M and B, a true minus, the currency in front.
function digits(size) {
  if (size < 1000) return String(+size.toPrecision(3));
  const power = Math.min(4, Math.floor(Math.log10(+size.toPrecision(3)) / 3));
  return +(size / 1000 ** power).toPrecision(3) + ["", "k", "M", "B", "T"][power];
}
function written(value, chart, unit = "") {
  if (value == null) return "–";
  const text = chart.number.endsWith("f") ? Math.abs(value).toFixed(2) : digits(Math.abs(value));
  return (value < 0 ? "−" : "") + chart.currency + text + (unit && ` ${unit}`);
}
function ticksOf(low, high, count = 5) {
  const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough)), over = rough / power;
  const step = power * (over >= Math.sqrt(50) ? 10 : over >= Math.sqrt(10) ? 5 : over >= Math.SQRT2 ? 2 : 1);
  const found = [];
  for (let at = Math.ceil(low / step); at * step <= high + step * 1e-9; at++) found.push(+(at * step).toPrecision(12));
  return found;
}

class Chart {
  constructor(parent) {
    this.canvas = parent.appendChild(document.createElement("canvas"));
    this.canvas.setAttribute("role", "slider");
    this.canvas.setAttribute("aria-valuemin", "0");
    this.canvas.tabIndex = 0;
    this.tip = parent.appendChild(document.createElement("div"));
    this.tip.className = "curve-tip";
    this.parent = parent;
    this.pointed = this.kept = null;
    this.seen = new ResizeObserver(() => this.draw());
    this.seen.observe(this.canvas);
    this.canvas.addEventListener("pointermove", (event) => this.point(event.offsetX));
    this.canvas.addEventListener("pointerdown", (event) => this.point(event.offsetX));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("focus", () => this.canvas.matches(":focus-visible") && this.turn(this.kept ?? Infinity));
    this.canvas.addEventListener("blur", () => this.turn(null));
  }

  declare(of) {
    this.of = of;
    this.canvas.setAttribute("aria-label", of.alternative);
    this.canvas.setAttribute("aria-valuemax", of.months);
    this.draw();
  }

  draw(rows = this.rows) {
    this.rows = rows;
    const wide = this.canvas.clientWidth;
    if (!rows || !this.of || !wide) return;
    const scale = window.devicePixelRatio || 1, looks = getComputedStyle(this.parent);
    if (this.canvas.width !== Math.round(wide * scale)) [this.canvas.width, this.canvas.height] = [Math.round(wide * scale), HIGH * scale];
    this.ink = looks.getPropertyValue("--st-text-color").trim() || "#0d131a";
    this.colours = looks.getPropertyValue("--st-chart-categorical-colors").split(",").map((each) => each.trim());
    this.font = looks.fontFamily;
    this.pen = this.canvas.getContext("2d");
    this.pen.setTransform(scale, 0, 0, scale, 0, 0);
    this.pen.clearRect(0, 0, wide, HIGH);
    this.pen.lineJoin = "round";
    this.measure(wide);
    if (this.of.zones) this.zones();
    this.axes();
    this.of.lines.forEach((line, nth) => this.band(line, this.colour(nth)));
    this.of.lines.forEach((line, nth) => this.baseline(line, this.of.lines.length > 1 ? this.colour(nth) : GREY));
    this.of.lines.forEach((line, nth) => this.line(rows[line.column], this.colour(nth), 2.6));
    if (this.of.lines.length > 1) this.legend();
    if (this.of.zero) this.payback();
    this.plan();
    const last = rows.month.length - 1;
    if (this.pointed != null) this.pointed = Math.min(this.pointed, last);
    this.say(this.pointed ?? Math.min(this.kept ?? last, last));
    if (this.pointed == null) return;
    this.rule(rows.month[this.pointed], { colour: GREY, alpha: 0.7 });
    this.tell();
  }

  colour(nth) {
    return this.colours[nth % this.colours.length] || "#0072b2";
  }

  measure(wide) {
    const { of, rows } = this, top = of.lines.length > 1 ? LEGEND : 6, floor = HIGH - BELOW;
    const bend = of.zones ? (value) => value ** of.bent : (value) => value;
    const [low, high] = of.zones ? [0, 1] : [Math.min(0, rows.bottom ?? 0), rows.top || 1];
    this.named = of.zones ? of.zones.map((zone) => [(zone.low + zone.high) / 2, zone.name]) : ticksOf(low, high).map((at) => [at, at ? written(at, of) : "0"]);
    this.write("", 0, 0);
    const left = 8 + Math.max(...this.named.map(([, name]) => this.pen.measureText(name).width));
    this.box = { left, right: wide - 8, top, floor };
    this.x = (month) => left + (month / of.months) * (wide - 8 - left);
    this.y = (value) => floor - ((bend(value) - bend(low)) / (bend(high) - bend(low))) * (floor - top);
  }

  write(text, x, y, { align = "left", base = "middle", colour = this.ink, alpha = 0.72, size = LABEL, weight = 400 } = {}) {
    Object.assign(this.pen, { font: `${weight} ${size}px ${this.font}`, textAlign: align, textBaseline: base, fillStyle: colour, globalAlpha: alpha });
    this.pen.fillText(text, x, y);
    this.pen.globalAlpha = 1;
  }

  stroke(points, { colour, width = 1, dash = [], alpha = 1 }) {
    const pen = this.pen;
    Object.assign(pen, { strokeStyle: colour, lineWidth: width, globalAlpha: alpha });
    pen.setLineDash(dash);
    pen.beginPath();
    let on = false; // what is missing breaks a line
    for (const point of points) {
      if (!point) on = false;
      else pen[on ? "lineTo" : "moveTo"](...point), (on = true);
    }
    pen.stroke();
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  rule(month, { colour, alpha = 1, dash = [], from = this.box.top, to = this.box.floor }) {
    this.stroke([[this.x(month), from], [this.x(month), to]], { colour, alpha, dash });
  }

  points(values) {
    return this.rows.month.map((month, at) => (values[at] == null ? null : [this.x(month), this.y(values[at])]));
  }

  zones() {
    const { left, right } = this.box;
    for (const { low, high, colour } of this.of.zones) {
      Object.assign(this.pen, { fillStyle: colour, globalAlpha: 0.15 });
      this.pen.fillRect(left, this.y(high), right - left, this.y(low) - this.y(high));
    }
    this.pen.globalAlpha = 1;
  }

  axes() {
    const { left, right, floor } = this.box;
    for (const [at, name] of this.named) {
      if (!this.of.zones) this.stroke([[left, this.y(at)], [right, this.y(at)]], { colour: GREY, alpha: 0.25 });
      this.write(name, left - 6, this.y(at), { align: "right" });
    }
    let free = -Infinity; // names that would lie over each other are left out
    const word = this.pen.measureText("month ").width; // stands left of its 0, in the room of the names above it
    for (const month of this.of.ticks) {
      const name = month ? String(month) : "month 0", half = this.pen.measureText(name).width / 2;
      const at = Math.min(Math.max(this.x(month) - (month ? 0 : word / 2), half), right + 8 - half);
      if (at - half < free) continue;
      this.write(name, at, floor + 8, { align: "center", base: "top" });
      free = at + half + 6;
    }
  }

  band(line, colour) {
    const low = this.points(this.rows[`${line.column}_low`]), high = this.points(this.rows[`${line.column}_high`]), pen = this.pen;
    Object.assign(pen, { fillStyle: colour, globalAlpha: 0.17 });
    for (let from = 0; from < low.length; from++) {
      let to = from;
      while (to < low.length && low[to] && high[to]) to++;
      if (to > from) {
        pen.beginPath();
        for (const point of [...high.slice(from, to), ...low.slice(from, to).reverse()]) pen.lineTo(...point);
        pen.fill();
      }
      from = to;
    }
    pen.globalAlpha = 1;
  }

  line(values, colour, width) {
    this.stroke(this.points(values), { colour, width });
  }

  baseline(line, colour) {
    const values = this.rows[`${line.column}_base`];
    if (values) this.stroke(this.points(values), { colour, width: 1.7, dash: [5, 4], alpha: 0.9 });
  }

  legend() {
    this.write("", 0, 0, { size: 12 });
    const widths = this.of.lines.map(({ name }) => 19 + this.pen.measureText(name).width + 14), wide = widths.reduce((sum, each) => sum + each, -14);
    let at = Math.max(0, Math.min(this.box.left, this.box.right + 8 - wide)); // on a narrow screen it begins further left than the curves
    this.of.lines.forEach(({ name }, nth) => {
      this.stroke([[at, 9], [at + 14, 9]], { colour: this.colour(nth), width: 3 });
      this.write(name, at + 19, 9.5, { size: 12 });
      at += widths[nth];
    });
  }

  // The zero line is the business without a community. The months of payback are named at the top, where a curve that has not come up yet
  // leaves room; the name of the baseline's stands at the side where the other line is not, or between, and then the other line ends below.
  payback() {
    const { left, right, top } = this.box, zero = this.y(0), { paid, paid_base: then } = this.rows, pen = this.pen;
    this.stroke([[left, zero], [right, zero]], { colour: GREY, width: 1.3 });
    const above = zero > top + 14; // where there is no room above, no curve is below at the right end
    this.write("paid back", above ? left + 3 : right - 3, above ? zero - 4 : zero + 4, { align: above ? "left" : "right", base: above ? "bottom" : "top", size: 10.5 });
    if (then) {
      const before = then.side === "left";
      this.rule(then.month, { colour: GREY, dash: [2, 3], from: zero, to: top + 16 });
      this.write(then.words, this.x(then.month) + (before ? -5 : 5), top + 18, { align: before ? "right" : "left", base: "top", size: 11 });
      Object.assign(pen, { strokeStyle: GREY, lineWidth: 2 });
      this.dot(then.month, zero, 4.7);
      pen.stroke();
    }
    if (paid) {
      this.rule(paid.month, { colour: this.colour(0), alpha: 0.6, from: zero, to: top + (paid.side === "below" ? 32 : 0) });
      this.write(paid.words, this.x(paid.month) - 5, top, { align: "right", base: "top", size: 12, weight: 600, colour: this.colour(0), alpha: 1 });
      pen.fillStyle = this.colour(0);
      this.dot(paid.month, zero, 5.5);
      pen.fill();
    }
  }

  dot(month, y, radius) {
    this.pen.beginPath();
    this.pen.arc(this.x(month), y, radius, 0, 2 * Math.PI);
  }

  plan() {
    const { top } = this.box, pen = this.pen;
    for (const [month] of this.rows.planned) {
      const at = this.x(month);
      this.rule(month, { colour: GREY, dash: [2, 3], alpha: 0.9 });
      pen.fillStyle = GREY;
      pen.beginPath();
      for (const point of [[at - 5, top], [at + 5, top], [at, top + 8]]) pen.lineTo(...point);
      pen.fill();
    }
  }

  point(left) {
    this.turn(left == null || !this.rows || !this.x ? null : this.nearest(left));
  }

  // Points to one of the months, the last one at most, or to none.
  turn(to) {
    const before = this.pointed;
    this.pointed = to == null || !this.rows ? null : Math.max(0, Math.min(to, this.rows.month.length - 1));
    if (this.pointed === before) return;
    this.tip.style.display = this.pointed == null ? "none" : "block";
    this.draw();
  }

  key(event) {
    if (event.key === "Escape") board.back();
    if (!this.rows || event.ctrlKey || event.metaKey || event.altKey) return;
    const { month } = this.rows, last = month.length - 1, now = this.pointed ?? this.kept ?? last;
    const go = (months) => {
      const to = this.nearest(this.x(Math.round(month[now]) + months));
      return to === now ? now + Math.sign(months) : to; // of long horizons not every month is drawn
    };
    const ways = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -PAGE, PageUp: PAGE };
    const to = event.key === "Home" ? 0 : event.key === "End" ? last : event.key in ways ? go(ways[event.key]) : null;
    if (to == null) return;
    event.preventDefault(); // the page would scroll
    this.turn(to);
    this.kept = this.pointed;
  }

  nearest(left) {
    const away = this.rows.month.map((month) => Math.abs(this.x(month) - left));
    return away.indexOf(Math.min(...away));
  }

  told(at) {
    const { of, rows } = this, month = rows.month[at];
    const value = (column) => rows[column]?.[at];
    const told = [["month", String(Math.round(month))]];
    for (const { column, name } of of.lines) {
      const [low, high] = [written(value(`${column}_low`), of), written(value(`${column}_high`), of)];
      told.push([name, written(value(column), of, of.unit) + (low === high ? "" : ` (${low} to ${high})`)]);
      if (rows[`${column}_base`]) told.push(["baseline", written(value(`${column}_base`), of)]);
    }
    for (const [when, words] of rows.planned) if (Math.abs(when - month) <= 0.5) told.push(["planned", words]);
    return told;
  }

  say(at) {
    this.canvas.setAttribute("aria-valuenow", this.rows.month[at]);
    this.canvas.setAttribute("aria-valuetext", this.told(at).map((each) => each.join(" ")).join(", "));
  }

  tell() {
    this.tip.replaceChildren(...this.told(this.pointed).flatMap((each) => ["b", "span"].map((kind, nth) => {
      const one = document.createElement(kind);
      one.textContent = each[nth];
      return one;
    })));
    const wide = this.canvas.clientWidth, at = this.x(this.rows.month[this.pointed]);
    Object.assign(this.tip.style, at < wide / 2 ? { left: `${at + 12}px`, right: "auto" } : { left: "auto", right: `${wide - at + 12}px` });
  }

  end() {
    this.seen.disconnect();
    this.canvas.remove();
    this.tip.remove();
  }
}

export default function ({ data, parentElement }) {
  let chart = board.charts.get(data.key);
  if (!chart || chart.parent !== parentElement) {
    chart?.end();
    chart = new Chart(parentElement);
    board.charts.set(data.key, chart);
    chart.rows = board.rows[data.key];
    board.read(false);
  }
  chart.declare(data);
  return () => {
    if (board.charts.get(data.key) === chart) board.charts.delete(data.key);
    chart.end();
  };
}
