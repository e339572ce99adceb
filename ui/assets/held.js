// Watches Streamlit's sliders while a thumb is held and sends the place under it, at most every PACE ms and one at a time; what has not
// come back after LOST ms is given up. What comes back lies over the verdict and the figures until the answer to the release is drawn, or
// until the thumb is back where it was. Nothing of the slider or of the page is changed: where the page is built differently, nothing happens.
const PACE = 60, LOST = 2500;
const hold = (window.clgHold ??= { turn: 0, input: null });
const TONES = { green: "--st-green-text-color", orange: "--st-orange-text-color", red: "--st-red-text-color" };

function leverOf(element) {
  const box = element.closest?.('[class*="st-key-lever_"]');
  const name = box && [...box.classList].find((each) => each.startsWith("st-key-lever_"));
  const inputs = box ? box.querySelectorAll("input[type=range]") : [];
  return inputs.length === 1 ? { name: name.slice("st-key-lever_".length), input: inputs[0] } : null;
}

function make(kind, text, looks = {}) {
  const one = Object.assign(document.createElement(kind), { textContent: text });
  Object.assign(one.style, looks);
  return one;
}

function over(name, ...parts) {
  const box = document.querySelector(`.st-key-${name}`);
  if (!box) return;
  let sheet = box.querySelector(":scope > .clg-preview");
  if (!sheet) box.append((sheet = Object.assign(document.createElement("div"), { className: "clg-preview" })));
  sheet.replaceChildren(...parts);
}

function lay({ verdict, colour, below, note, figures = {}, curves = {} }) {
  document.body.classList.add("clg-held");
  window.clgCurves?.show(curves);
  const sentence = make("h4", "");
  verdict.forEach((text, nth) => sentence.append(make("span", text, nth === 1 && colour ? { color: `var(${TONES[colour]})` } : {})));
  over("verdict", sentence, make("p", below || "\u00a0"), make("small", note));
  for (const [name, texts] of Object.entries(figures))
    over(`figure_${name}`, ...["span", "strong", "small", "small"].map((kind, nth) => make(kind, texts[nth] || "\u00a0")));
}

function lift() {
  document.querySelectorAll(".clg-preview").forEach((each) => each.remove());
  document.body.classList.remove("clg-held", "clg-behind");
}

export default function ({ setTriggerValue }) {
  let observer = null, looking = 0, last = 0, sent = false, from = null, fresh = false, laid = 0, answered = null;

  function send() {
    last = performance.now();
    sent = true;
    fresh = false;
    hold.turn += 1;
    setTriggerValue("held", { lever: hold.name, place: Number(hold.input.value), from: hold.from, turn: hold.turn });
  }
  function moved() {
    fresh = true;
    document.body.classList.add("clg-behind"); // what is shown belongs to an older place until its turn has come
    look();
  }
  // One preview at a time: on a slow machine a newer place would end every older one before it is seen.
  function look() {
    const waited = performance.now() - last;
    const free = !sent || laid === hold.turn || waited > LOST;
    if (fresh && free && waited >= PACE) send();
    else if (!fresh && laid === hold.turn) document.body.classList.remove("clg-behind");
  }
  // What the server sends stands in the page: a preview while the thumb is held, or a mark that an answer is drawn.
  function read() {
    const shown = document.querySelector("[data-shown]")?.dataset.shown;
    if (shown !== answered) {
      answered = shown;
      if (!hold.input) lift();
    }
    const sheet = hold.input && document.querySelector("[data-preview]");
    if (!sheet || Number(sheet.dataset.turn) !== hold.turn || laid === hold.turn) return;
    lay(JSON.parse(sheet.dataset.preview));
    laid = hold.turn;
    look();
  }
  function press(event) {
    const found = leverOf(event.target);
    if (!found || event.button > 0) return;
    Object.assign(hold, found, { from: Number(found.input.value) });
    from = found.input.getAttribute("aria-valuetext");
    sent = false;
    observer = new MutationObserver(moved);
    observer.observe(found.input, { attributes: true, attributeFilter: ["aria-valuetext"] });
    fresh = false;
    looking = setInterval(look, 25);
  }
  function release() {
    if (!hold.input) return;
    observer?.disconnect();
    clearInterval(looking);
    document.body.classList.remove("clg-behind");
    const back = hold.input.getAttribute("aria-valuetext") === from; // the slider itself has nothing to report
    hold.input = null;
    if (!back) return;
    lift();
    window.clgCurves?.read(true);
    if (sent) setTriggerValue("held", { lever: null, turn: (hold.turn += 1) });
  }
  const reading = new MutationObserver(read);
  reading.observe(document.body, { childList: true, subtree: true });
  document.addEventListener("pointerdown", press, true);
  document.addEventListener("pointerup", release, true);
  document.addEventListener("pointercancel", release, true);
  return () => {
    document.removeEventListener("pointerdown", press, true);
    document.removeEventListener("pointerup", release, true);
    document.removeEventListener("pointercancel", release, true);
    observer?.disconnect();
    reading.disconnect();
    clearInterval(looking);
    hold.input = null;
    lift();
  };
}
