// Watches Streamlit's sliders while a thumb is held and sends the place under it, at most every PACE ms
// and one at a time; what has not come back after LOST ms is given up.
// Nothing of the slider is changed. Where the page is built differently, nothing is found and nothing happens.
const PACE = 120, LOST = 2500;
const hold = (window.clgHold ??= { turn: 0, input: null });

function leverOf(element) {
  const box = element.closest?.('[class*="st-key-lever_"]');
  const name = box && [...box.classList].find((each) => each.startsWith("st-key-lever_"));
  const inputs = box ? box.querySelectorAll("input[type=range]") : [];
  return inputs.length === 1 ? { name: name.slice("st-key-lever_".length), input: inputs[0] } : null;
}

export default function ({ setTriggerValue }) {
  let observer = null, looking = 0, last = 0, sent = false, from = null, fresh = false;

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
    const shown = Number(document.querySelector(".st-key-shown_turn [data-turn]")?.dataset.turn);
    const waited = performance.now() - last;
    const free = !sent || shown === hold.turn || waited > LOST;
    if (fresh && free && waited >= PACE) send();
    else if (!fresh && shown === hold.turn) document.body.classList.remove("clg-behind");
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
    const back = sent && hold.input.getAttribute("aria-valuetext") === from; // the slider itself has nothing to report
    if (back) setTriggerValue("held", { lever: null, turn: (hold.turn += 1) });
    hold.input = null;
  }
  document.addEventListener("pointerdown", press, true);
  document.addEventListener("pointerup", release, true);
  document.addEventListener("pointercancel", release, true);
  return () => {
    document.removeEventListener("pointerdown", press, true);
    document.removeEventListener("pointerup", release, true);
    document.removeEventListener("pointercancel", release, true);
    observer?.disconnect();
    clearInterval(looking);
  };
}
