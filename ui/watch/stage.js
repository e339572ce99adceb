// One community on a canvas. The angle is the person for ever, the distance from the middle is the role.
const RINGS = [[0.08, 0.27], [0.34, 0.48], [0.55, 0.75], [0.82, 0.97]]; // of the radius, by role
const NAMES = ["creators", "engagers", "lurkers", "lurkers not seen for two months"];
const SIZES = [4.4, 3.6, 2.6, 1.9]; // of a dot [pixels]
const OUTSIDE = 1.12;
const BRINK = 0.985; // where somebody stands in the week of leaving, whose replies of that week are drawn
const ARCS = 1500; // dots up to which each is drawn as a circle; more are stamped into a bitmap
const PIXELS = 1.2e6; // of all backing bitmaps together
const LINES = 150; // replies drawn in a week; of more only those to newcomers and of the picked member
const NEWCOMER = 8;

class Stage {
  constructor(canvas, log) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    this.world = new World(log);
    const many = log.shown;
    this.cos = new Float32Array(many);
    this.sin = new Float32Array(many);
    this.spread = new Float32Array(many); // where within its ring
    for (let i = 0; i < many; i++) {
      const angle = ((log.key[i] >>> 16) / 65536) * 2 * Math.PI;
      this.cos[i] = Math.cos(angle);
      this.sin[i] = Math.sin(angle);
      this.spread[i] = (log.key[i] & 0xffff) / 65536;
    }
    this.from = new Float32Array(many).fill(OUTSIDE); // distances at the start of the move
    this.to = new Float32Array(many).fill(OUTSIDE);
    this.lists = [[], [], [], []];
    this.tiesShown = false;
    this.picked = undefined;
    this.stamped = many > ARCS;
  }

  resize(stages) {
    const box = this.canvas.getBoundingClientRect();
    const wanted = Math.min(window.devicePixelRatio || 1, 2);
    const scale = Math.max(0.5, Math.min(wanted, Math.sqrt(PIXELS / stages / Math.max(1, box.width * box.height))));
    const side = Math.max(1, Math.round(box.width * scale));
    if (this.canvas.width !== side) this.canvas.width = this.canvas.height = side;
    this.scale = scale;
    this.side = side;
    this.radius = (side / 2) * 0.985;
    if (this.stamped && (!this.image || this.image.width !== side)) {
      this.image = this.context.createImageData(side, side);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
  }

  colours(style) {
    const read = (name, fallback) => style.getPropertyValue(name).trim() || fallback;
    const palette = read("--st-chart-categorical-colors", "").split(",").map((one) => one.trim()).filter(Boolean);
    const [reader, replier, creator] = palette.length > 2 ? palette : ["#0072b2", "#a34d1a", "#039b68"];
    this.paper = read("--st-background-color", "#ffffff");
    this.ink = read("--st-text-color", "#0d131a");
    this.accent = read("--st-primary-color", "#085c8c");
    this.grey = "#8a95a1";
    this.warning = "#d55e00";
    this.roles = [creator, replier, reader, this.grey];
    if (this.stamped) this.words = [this.paper, ...this.roles].map(word);
  }

  // Go to a week; dots set out from where they stand.
  show(week, moved) {
    const { world } = this, before = world.week;
    if (before >= 0) this.from.set(moved < 1 ? this.to.map((to, i) => this.from[i] + (to - this.from[i]) * ease(moved)) : this.to);
    world.goTo(week);
    this.lists = [[], [], [], []];
    this.gone = [];
    for (let i = 0; i < world.role.length; i++) {
      const role = world.role[i];
      if (role === ABSENT) {
        const leaves = world.log.left[i] === week;
        if (leaves) this.gone.push(i);
        this.to[i] = leaves ? BRINK : OUTSIDE;
        continue;
      }
      const [inner, outer] = RINGS[role];
      this.to[i] = inner + (outer - inner) * this.spread[i];
      this.lists[role].push(i);
    }
    this.canvas.dataset.gone = this.gone.length;
    this.canvas.dataset.roles = this.lists.map((list) => list.length).join(" ");
    if (before < 0) this.from.set(this.to);
    this.lines = this.replyLines();
    this.canvas.dataset.strays = this.lines.flat().filter((one) => this.to[one] === OUTSIDE).length; // lines to nobody who is seen
    this.alone = [];
    each(world.log, "posts", week, (at) => { if (!world.log.fates[at]) this.alone.push(world.log.posts[at]); });
    this.canvas.dataset.unanswered = this.alone.length;
  }

  replyLines() {
    const { world } = this, { log, week } = world, all = [];
    each(log, "replies", week, (at) => all.push([log.repliers[at], log.answered[at]]));
    const drawn = all.length <= LINES ? all : all.filter(([by, to]) => log.joined[to] > week - NEWCOMER || by === this.picked || to === this.picked);
    this.canvas.dataset.replies = `${drawn.length} of ${all.length}`;
    return drawn;
  }

  place(i, moved) {
    const distance = (this.from[i] + (this.to[i] - this.from[i]) * moved) * this.radius, middle = this.side / 2;
    return [middle + distance * this.cos[i], middle + distance * this.sin[i]];
  }

  draw(share) {
    const moved = ease(share), { context } = this;
    if (this.stamped) this.stamp(moved);
    else {
      context.fillStyle = this.paper;
      context.fillRect(0, 0, this.side, this.side);
    }
    this.rings();
    if (this.tiesShown) this.tieLines([...this.world.ties.keys()], moved, this.grey, 0.35, 1);
    this.path(this.lines || [], moved, this.ink, 0.28, 1);
    if (!this.stamped) this.circles(moved);
    this.unanswered(moved);
    this.leaving(moved);
    this.highlight(moved);
  }

  rings() {
    const { context, scale } = this, middle = this.side / 2;
    context.lineWidth = scale;
    context.strokeStyle = this.grey;
    context.globalAlpha = 0.3;
    context.beginPath();
    for (const radius of [0.305, 0.515, 0.785, 0.995]) {
      context.moveTo(middle + radius * this.radius, middle);
      context.arc(middle, middle, radius * this.radius, 0, 2 * Math.PI);
    }
    context.stroke();
    context.globalAlpha = 1;
    context.fillStyle = this.ink;
    context.font = `${11 * scale}px sans-serif`;
    context.textAlign = "center";
    [0.285, 0.495, 0.765, 0.975].forEach((radius, role) => {
      const y = middle - radius * this.radius + 9 * scale, width = context.measureText(NAMES[role]).width + 6 * scale;
      context.fillStyle = this.paper;
      context.globalAlpha = 0.75;
      context.fillRect(middle - width / 2, y - 10 * scale, width, 13 * scale);
      context.globalAlpha = 1;
      context.fillStyle = this.ink;
      context.fillText(NAMES[role], middle, y);
    });
  }

  circles(moved) {
    const { context, scale } = this;
    for (const role of [3, 2, 1, 0]) {
      context.fillStyle = this.roles[role];
      context.beginPath();
      for (const i of this.lists[role]) {
        const [x, y] = this.place(i, moved), size = SIZES[role] * scale;
        context.moveTo(x + size, y);
        context.arc(x, y, size, 0, 2 * Math.PI);
      }
      context.fill();
    }
  }

  stamp(moved) {
    const { pixels, side, words, from, to, cos, sin, radius } = this, middle = side / 2;
    pixels.fill(words[0]);
    for (const role of [3, 2, 1, 0]) {
      const colour = words[role + 1], reach = role < 2 ? 2 : 1;
      for (const i of this.lists[role]) {
        const distance = (from[i] + (to[i] - from[i]) * moved) * radius;
        const x = (middle + distance * cos[i]) | 0, y = (middle + distance * sin[i]) | 0;
        if (x < reach || y < reach || x >= side - reach || y >= side - reach) continue;
        for (let row = -reach; row <= reach; row++) {
          const short = reach === 2 && (row === 2 || row === -2) ? 1 : reach; // rounder corners
          const start = (y + row) * side + x;
          for (let at = start - short; at <= start + short; at++) pixels[at] = colour;
        }
      }
    }
    this.context.putImageData(this.image, 0, 0);
  }

  path(pairs, moved, colour, alpha, width) {
    const { context } = this;
    context.strokeStyle = colour;
    context.globalAlpha = alpha;
    context.lineWidth = width * this.scale;
    context.beginPath();
    for (const [one, other] of pairs) {
      context.moveTo(...this.place(one, moved));
      context.lineTo(...this.place(other, moved));
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  tieLines(keys, moved, colour, alpha, width) {
    const here = keys.map((pair) => [Math.floor(pair / 65536), pair % 65536]).filter(([one, other]) => this.world.role[one] !== ABSENT && this.world.role[other] !== ABSENT);
    this.path(here, moved, colour, alpha, width);
  }

  unanswered(moved) {
    const { context, scale } = this;
    context.strokeStyle = this.warning;
    context.lineWidth = 1.6 * scale;
    context.beginPath();
    for (const author of this.alone || []) {
      const [x, y] = this.place(author, moved);
      context.moveTo(x + 7 * scale, y);
      context.arc(x, y, 7 * scale, 0, 2 * Math.PI);
    }
    context.stroke();
  }

  leaving(moved) {
    const { context, scale } = this, arm = 3.5 * scale;
    context.strokeStyle = this.ink;
    context.lineWidth = 1.4 * scale;
    context.beginPath();
    for (const one of this.gone || []) {
      const [x, y] = this.place(one, moved);
      context.moveTo(x - arm, y - arm);
      context.lineTo(x + arm, y + arm);
      context.moveTo(x - arm, y + arm);
      context.lineTo(x + arm, y - arm);
    }
    context.stroke();
  }

  highlight(moved) {
    const { picked, context, scale } = this;
    if (picked === undefined || this.world.role[picked] === ABSENT) return;
    const mine = [...this.world.ties.keys()].filter((pair) => Math.floor(pair / 65536) === picked || pair % 65536 === picked);
    this.tieLines(mine, moved, this.accent, 0.9, 1.6);
    const [x, y] = this.place(picked, moved);
    context.strokeStyle = this.accent;
    context.lineWidth = 3 * scale;
    context.beginPath();
    context.arc(x, y, 9 * scale, 0, 2 * Math.PI);
    context.stroke();
  }

  // Who stands at a point of the page, if anybody does.
  at(x, y, moved) {
    const box = this.canvas.getBoundingClientRect();
    const left = (x - box.left) * this.scale, top = (y - box.top) * this.scale;
    let nearest, best = (14 * this.scale) ** 2;
    for (const list of this.lists)
      for (const i of list) {
        const [px, py] = this.place(i, moved), away = (px - left) ** 2 + (py - top) ** 2;
        if (away < best) [nearest, best] = [i, away];
      }
    return nearest;
  }
}

function ease(share) { return share >= 1 ? 1 : share * share * (3 - 2 * share); }

// A colour as one pixel of a bitmap.
function word(colour) {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  return new Uint32Array(probe.getImageData(0, 0, 1, 1).data.buffer)[0];
}
