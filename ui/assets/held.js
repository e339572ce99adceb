// Watches Streamlit's sliders while a thumb is held and asks for the place under it, at most every PACE ms and one at a time; what has not
// come back after LOST ms is given up. What comes back lies over the verdict and the figures until the answer to the release is drawn, or
// until the thumb is back where it was. The release itself, and a key, are asked for once more in the same way: the page's own answer has to
// go through everything on the page, and comes a tenth of a second later. Where another act has not been answered yet, nothing is asked, for
// the page would be asked about a setting that is no longer there. Nothing of the slider or of the page is changed: where the page is built
// differently, nothing happens.
const PACE = 60, LOST = 2500, SETTING = 400, ALONE = 4000; // [ms]
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
  let observer = null, looking = 0, last = 0, from = null, fresh = false, waiting = null, answered = mark();
  let acted = null; // which lever, or what else, was used since an answer was drawn
  let alone = 0, lever = null, ending = 0;
  const listening = new AbortController(), taken = new MutationObserver(() => set(lever));

  function mark() {
    return document.querySelector("[data-shown]")?.dataset.shown;
  }
  async function ask({ name, input, from }, settled = false) {
    last = performance.now();
    fresh = false;
    const turn = (hold.turn += 1), mine = (waiting = new AbortController()), before = mark();
    const given = { reader: data.reader, lever: name, place: Number(input.value), from, turn, settled };
    try {
      const answer = await aside("preview", given, mine.signal), found = answer.status === 200 ? await answer.json() : null;
      if (found && found.turn === hold.turn && (settled ? mark() === before && !hold.input : hold.input)) {
        lay(found);
        if (settled) uncoverLater();
      }
    } catch {} // without an answer the page follows the release alone
    if (waiting === mine) waiting = null;
    look();
  }
  // A value was set by a key or a release.
  function set(moved) {
    taken.disconnect();
    const other = acted && acted !== moved.name;
    acted = moved.name;
    waiting?.abort();
    if (!other) ask(moved, true);
  }
  // The page may have nothing to answer: a key may have taken back what the one before had done.
  function uncoverLater() {
    clearTimeout(alone);
    alone = setTimeout(() => {
      if (hold.input) return;
      if (!document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]")) return uncoverLater();
      lift();
      window.clgCurves?.read(true);
    }, ALONE);
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
    if (fresh && (!waiting || waited > LOST) && waited >= PACE) ask(hold);
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
  function letGo() {
    observer?.disconnect();
    clearInterval(looking);
    document.body.classList.remove("clg-behind");
    hold.input = null;
  }
  function forget() {
    if (!waiting) return;
    waiting.abort();
    waiting = null;
    aside("preview", { reader: data.reader, lever: null, turn: (hold.turn += 1) }).catch(() => {});
  }
  function release() {
    if (!hold.input) return;
    const moved = { ...hold };
    const back = hold.input.getAttribute("aria-valuetext") === from; // the slider itself has nothing to report
    letGo();
    if (!back) return set(moved);
    forget();
    lift();
    window.clgCurves?.read(true);
  }
  function key(event) {
    const found = leverOf(event.target);
    if (!found || hold.input) return;
    lever = { ...found, from: Number(found.input.value) };
    taken.disconnect(); // a key before this one may have moved nothing
    taken.observe(found.input, { attributes: true, attributeFilter: ["aria-valuetext"] });
    clearTimeout(ending);
    ending = setTimeout(() => taken.disconnect(), SETTING);
  }
  // Whatever else is done changes what the next lever is to be asked about.
  function act(event) {
    if (!leverOf(event.target)) acted = "·";
  }
  // A mark that an answer is drawn takes the place of what was previewed.
  const reading = new MutationObserver(() => {
    const shown = mark();
    if (shown === answered) return;
    answered = shown;
    acted = null;
    clearTimeout(alone);
    if (!hold.input) lift();
  });
  reading.observe(document.body, { childList: true, subtree: true });
  const heard = { pointerdown: press, pointerup: release, pointercancel: release, keydown: key, click: act, change: act, popstate: act };
  for (const [kind, hear] of Object.entries(heard)) addEventListener(kind, hear, { capture: true, signal: listening.signal });
  return (window.clgHeldEnd = () => {
    listening.abort();
    clearTimeout(alone);
    taken.disconnect();
    reading.disconnect();
    letGo();
    forget();
    lift();
  });
}
