// One clock for one or two communities, and the controls around them.
const QUARTER = 13;

class Player {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`[data-part="${name}"]`);
    this.week = 0;
    this.speed = 1; // weeks a second
    this.playing = false;
    this.stages = [];
    this.still = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.listen();
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(this.find("stages"));
  }

  async open(bytes, style) {
    this.style = style;
    if (bytes === this.bytes) return this.recolour();
    this.bytes = bytes;
    this.pause();
    const { shown, logs } = await openLogs(bytes);
    if (bytes !== this.bytes) return; // another one was asked for meanwhile
    this.weeks = Math.min(...logs.map((log) => log.weeks));
    const holder = this.find("stages");
    holder.replaceChildren();
    holder.classList.toggle("two", logs.length > 1);
    this.stages = logs.map((log, nth) => {
      log.came = log.sources.map((source) => shown.sources[source] || source);
      const box = this.find("pattern").content.cloneNode(true).firstElementChild;
      box.querySelector("h4").textContent = shown.titles[nth];
      const sample = log.shown < log.members ? `A sample is shown: ${log.shown.toLocaleString("en")} of ${log.members.toLocaleString("en")} members; the words count everybody.` : "";
      box.querySelector(".sample").textContent = sample;
      holder.append(box);
      const stage = new Stage(box.querySelector("canvas"), log);
      stage.box = box;
      return stage;
    });
    this.events = logs.flatMap((log) => log.events).sort((a, b) => a.week - b.week);
    this.find("scrub").max = this.weeks - 1;
    this.week = Math.min(this.week, this.weeks - 1);
    this.fit();
    this.recolour();
    this.show(this.week, true);
    this.root.dataset.ready = String(this.bytes.length);
  }

  listen() {
    const { root } = this;
    this.find("play").onclick = () => (this.playing ? this.pause() : this.play());
    this.find("back").onclick = () => this.step(-1);
    this.find("forward").onclick = () => this.step(1);
    this.find("next").onclick = () => this.nextEvent();
    this.find("scrub").oninput = (event) => this.jump(Number(event.target.value));
    this.find("speed").onchange = (event) => { this.settle(); this.speed = Number(event.target.value); this.began = performance.now(); };
    this.find("ties").onchange = (event) => { for (const stage of this.stages) stage.tiesShown = event.target.checked; this.find("tied").hidden = !event.target.checked; this.paint(1); };
    this.find("earlier").onclick = () => this.walk(-1);
    this.find("later").onclick = () => this.walk(1);
    this.find("stages").onclick = (event) => {
      const stage = this.stages.find((one) => one.canvas === event.target);
      if (stage) this.pick(stage, stage.at(event.clientX, event.clientY, ease(this.share ?? 1)));
    };
    root.onkeydown = (event) => {
      const on = event.target.tagName;
      if (event.ctrlKey || event.altKey || event.metaKey || on === "SELECT" || (on === "INPUT" && event.target.type !== "range")) return;
      const acts = { ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1), PageUp: () => this.step(QUARTER), PageDown: () => this.step(-QUARTER),
        Home: () => this.jump(0), End: () => this.jump(this.weeks - 1), n: () => this.nextEvent() };
      if (event.key === " " && on !== "BUTTON") acts[" "] = () => (this.playing ? this.pause() : this.play());
      const act = acts[event.key];
      if (act) { event.preventDefault(); act(); }
    };
  }

  fit() {
    for (const stage of this.stages) stage.resize(this.stages.length);
    this.paint(this.share ?? 1);
  }

  recolour() {
    for (const stage of this.stages) stage.colours(this.style);
    this.root.querySelectorAll(".legend .dot").forEach((dot, role) => { dot.style.background = this.stages[0].roles[role]; });
    this.paint(this.share ?? 1);
  }

  paint(share) {
    this.share = share;
    for (const stage of this.stages) if (stage.side && stage.paper && stage.world.week >= 0) stage.draw(share);
  }

  play() {
    if (this.week >= this.weeks - 1) this.jump(0);
    this.playing = true;
    this.began = performance.now();
    this.mark();
    this.frames = requestAnimationFrame((now) => this.frame(now));
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frames);
    this.mark();
    if (this.stages.length) { this.settle(); this.tell(); }
  }

  settle() { if (this.stages.length) this.paint(1); }

  frame(now) {
    if (!this.playing) return;
    if (!this.root.isConnected) return this.pause();
    const gone = ((now - this.began) / 1000) * this.speed;
    if (gone >= 1) {
      if (this.week >= this.weeks - 1) return this.pause();
      const weeks = Math.min(Math.floor(gone), this.weeks - 1 - this.week);
      this.began += (weeks * 1000) / this.speed;
      this.show(this.week + weeks, false);
    }
    if (!this.still.matches) this.paint(Math.min(1, (((now - this.began) / 1000) * this.speed) / Math.min(1, 0.7 * this.speed)));
    this.frames = requestAnimationFrame((next) => this.frame(next));
  }

  step(weeks) { this.pause(); this.show(clamp(this.week + weeks, 0, this.weeks - 1), true); }
  jump(week) { const on = this.playing; if (on) this.pause(); this.show(clamp(week, 0, this.weeks - 1), true); if (on) this.play(); }

  nextEvent() {
    const next = this.events.find((event) => event.week > this.week);
    this.pause();
    if (next) this.show(next.week, true);
    else this.find("status").textContent = "Nothing more is marked after this week.";
  }

  show(week, still) {
    for (const stage of this.stages) stage.show(week, this.share ?? 1);
    this.week = week;
    this.paint(still || this.still.matches ? 1 : 0);
    const scrub = this.find("scrub");
    scrub.value = week;
    scrub.setAttribute("aria-valuetext", `week ${week} of 0 to ${this.weeks - 1}`); // week 0 is the start, as in a plan
    this.find("week").textContent = `Week ${week} of 0 to ${this.weeks - 1}`;
    const next = this.events.find((event) => event.week > week);
    this.find("next").disabled = !next;
    this.find("next").title = next ? `Week ${next.week}: ${next.text}` : "";
    this.root.dataset.week = week;
    this.tell();
  }

  // The words of the week stand there all the time; they are announced only where the week stands still.
  tell() {
    for (const { box, world, picked, canvas } of this.stages) {
      const words = world.log.words[Math.max(0, world.week)];
      box.querySelector("ul").replaceChildren(...words.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
      box.querySelector(".story").textContent = this.key === undefined ? "" : world.story(picked);
      if (!this.playing) canvas.setAttribute("aria-label", `${box.querySelector("h4").textContent}, week ${world.week}. ${words.join(" ")}`);
    }
    if (!this.playing && this.stages.length) {
      const several = this.stages.length > 1;
      this.find("status").textContent = `Week ${this.week}. ` + this.stages.map(({ box, world }) => (several ? `${box.querySelector("h4").textContent}: ` : "") + world.log.words[this.week].join(" ")).join(" ");
    }
  }

  pick(stage, who) {
    this.key = who === undefined ? undefined : stage.world.log.key[who];
    for (const one of this.stages) {
      one.picked = this.key === undefined ? undefined : one.world.log.placeOf.get(this.key);
      one.lines = one.replyLines();
    }
    this.tell();
    this.paint(this.share ?? 1);
    if (this.key !== undefined) this.find("told").textContent = this.stages.map(({ box }) => box.querySelector(".story").textContent).join(" ");
  }

  walk(by) {
    const stage = this.stages[0], voices = stage.world.voices();
    if (!voices.length) { this.find("told").textContent = "Nobody wrote this week."; return; }
    const at = voices.indexOf(stage.picked);
    this.pick(stage, voices[at < 0 ? (by > 0 ? 0 : voices.length - 1) : (at + by + voices.length) % voices.length]);
  }

  mark() {
    const play = this.find("play");
    play.textContent = this.playing ? "Pause" : "Play";
    play.setAttribute("aria-pressed", String(this.playing));
    this.root.dataset.playing = String(this.playing);
  }

  close() { this.pause(); this.watcher.disconnect(); }
}

function clamp(value, low, high) { return Math.max(low, Math.min(high, value)); }

const players = new WeakMap();

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".watch");
  let player = players.get(root);
  if (!player) players.set(root, (player = new Player(root)));
  if (data) player.open(data, getComputedStyle(root));
  return () => player.close();
}
