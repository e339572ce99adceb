// Watches Streamlit's sliders while a thumb is held and asks for the place under it, at most every PACE ms and one at a time; what has not
// come back after LOST ms is given up. What comes back lies over the verdict and the figures until the answer to the release is drawn, or
// until the thumb is back where it was. Nothing of the slider or of the page is changed: where the page is built differently, nothing happens.
const PACE = 60, LOST = 2500;
const hold = (window.clgHold ??= { turn: 0, input: null });
let looks = null; // where the theme's colours stand
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
  box.dataset.under = ""; // a mark, as a rule that looks for the sheet itself would be tried with every change of the page
  let sheet = box.querySelector(":scope > .clg-preview");
  if (!sheet) box.append((sheet = Object.assign(document.createElement("div"), { className: "clg-preview" })));
  sheet.replaceChildren(...parts);
}

function lay({ turn, verdict, colour, below, note, figures = {}, curves = {} }) {
  document.body.classList.add("clg-held");
  window.clgCurves?.show(curves);
  const sentence = make("h4", "");
  verdict.forEach((text, nth) => sentence.append(make("span", text, nth === 1 && colour ? { color: looks?.getPropertyValue(TONES[colour]) } : {})));
  const words = make("small", note);
  words.dataset.turn = turn;
  over("verdict", sentence, make("p", below || "\u00a0"), words);
  for (const [name, texts] of Object.entries(figures))
    over(`figure_${name}`, ...["span", "strong", "small", "small"].map((kind, nth) => make(kind, texts[nth] || "\u00a0")));
}

function lift() {
  document.querySelectorAll(".clg-preview").forEach((each) => {
    delete each.parentElement.dataset.under;
    each.remove();
  });
  document.body.classList.remove("clg-held", "clg-behind");
}

export default function ({ data, parentElement }) {
  looks = getComputedStyle(parentElement.host ?? parentElement);
  window.clgHeldEnd?.(); // in another light the page begins this anew
  let observer = null, looking = 0, last = 0, from = null, fresh = false, waiting = null, answered = null;

  async function ask() {
    last = performance.now();
    fresh = false;
    const turn = (hold.turn += 1), mine = (waiting = new AbortController());
    const given = { reader: data.reader, lever: hold.name, place: Number(hold.input.value), from: hold.from, turn };
    try {
      const answer = await aside("preview", given, mine.signal), found = answer.status === 200 ? await answer.json() : null;
      if (found && hold.input && found.turn === hold.turn) lay(found);
    } catch {} // without an answer the page follows the release alone
    if (waiting === mine) waiting = null;
    look();
  }
  function moved() {
    fresh = true;
    document.body.classList.add("clg-behind"); // what is shown belongs to an older place until its turn has come
    look();
  }
  // One preview at a time: on a slow machine a newer place would end every older one before it is seen.
  function look() {
    if (!hold.input) return;
    const waited = performance.now() - last;
    if (fresh && (!waiting || waited > LOST) && waited >= PACE) ask();
    else if (!fresh && !waiting) document.body.classList.remove("clg-behind");
  }
  function press(event) {
    const found = leverOf(event.target);
    if (!found || event.button > 0) return;
    Object.assign(hold, found, { from: Number(found.input.value) });
    from = found.input.getAttribute("aria-valuetext");
    observer = new MutationObserver(moved);
    observer.observe(found.input, { attributes: true, attributeFilter: ["aria-valuetext"] });
    fresh = false;
    looking = setInterval(look, 20);
  }
  function release() {
    if (!hold.input) return;
    observer?.disconnect();
    clearInterval(looking);
    document.body.classList.remove("clg-behind");
    const back = hold.input.getAttribute("aria-valuetext") === from; // the slider itself has nothing to report
    hold.input = null;
    if (waiting) {
      waiting.abort();
      waiting = null;
      aside("preview", { reader: data.reader, lever: null, turn: (hold.turn += 1) }).catch(() => {});
    }
    if (!back) return;
    lift();
    window.clgCurves?.read(true);
  }
  // A mark that an answer is drawn takes the place of what was previewed.
  const reading = new MutationObserver(() => {
    const shown = document.querySelector("[data-shown]")?.dataset.shown;
    if (shown === answered) return;
    answered = shown;
    if (!hold.input) lift();
  });
  reading.observe(document.body, { childList: true, subtree: true });
  document.addEventListener("pointerdown", press, true);
  document.addEventListener("pointerup", release, true);
  document.addEventListener("pointercancel", release, true);
  return (window.clgHeldEnd = () => {
    document.removeEventListener("pointerdown", press, true);
    document.removeEventListener("pointerup", release, true);
    document.removeEventListener("pointercancel", release, true);
    reading.disconnect();
    release();
    lift();
  });
}
