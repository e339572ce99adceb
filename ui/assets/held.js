// Watches Streamlit's sliders while a thumb is held and sends the place under it, at most every PACE ms.
// Nothing of the slider is changed. Where the page is built differently, nothing is found and nothing happens.
const PACE = 120;
const hold = (window.clgHold ??= { turn: 0, input: null });

function leverOf(element) {
  const box = element.closest?.('[class*="st-key-lever_"]');
  const name = box && [...box.classList].find((each) => each.startsWith("st-key-lever_"));
  const inputs = box ? box.querySelectorAll("input[type=range]") : [];
  return inputs.length === 1 ? { name: name.slice("st-key-lever_".length), input: inputs[0] } : null;
}

export default function ({ setTriggerValue }) {
  let observer = null, timer = 0, looking = 0, last = 0, sent = false, from = null;

  function send() {
    timer = 0;
    last = performance.now();
    sent = true;
    hold.turn += 1;
    document.body.classList.add("clg-behind"); // what is shown belongs to an older place until its turn has come
    setTriggerValue("held", { lever: hold.name, place: Number(hold.input.value), turn: hold.turn });
  }
  function moved() {
    document.body.classList.add("clg-behind");
    if (!timer) timer = setTimeout(send, Math.max(0, PACE - (performance.now() - last)));
  }
  function caughtUp() {
    const shown = document.querySelector(".st-key-shown_turn [data-turn]")?.dataset.turn;
    if (!timer && Number(shown) === hold.turn) document.body.classList.remove("clg-behind");
  }
  function press(event) {
    const found = leverOf(event.target);
    if (!found || event.button > 0) return;
    Object.assign(hold, found);
    from = found.input.getAttribute("aria-valuetext");
    sent = false;
    observer = new MutationObserver(moved);
    observer.observe(found.input, { attributes: true, attributeFilter: ["aria-valuetext"] });
    looking = setInterval(caughtUp, 40);
  }
  function release() {
    if (!hold.input) return;
    observer?.disconnect();
    clearTimeout(timer);
    clearInterval(looking);
    timer = 0;
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
    clearTimeout(timer);
    clearInterval(looking);
  };
}
