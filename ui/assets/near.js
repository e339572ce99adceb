// Says once that what is drawn on demand comes into sight: enough of it to see something by, or that the reader scrolls. Like every question of
// the page's own (see calm.js) it waits until the server has begun with what the reader did last: it carries what every control shows here.
// Whoever prints by the keyboard comes near to all of it: it is drawn first. What the browser's own menu prints says what is left out.
const LOOK = 100, PATIENCE = 1200, PAINTED = 500, LONGEST = 20000, INSIDE = "0px 0px -100px 0px";
const DRAWN = "[data-testid=stVegaLiteChart] canvas";
const IDLE = "[data-testid=stApp][data-test-script-state=notRunning]";

export default function ({ parentElement, setTriggerValue }) {
  let near = false, asked = false;
  const seen = new IntersectionObserver((found) => (near ||= found.at(-1).isIntersecting), { rootMargin: INSIDE });
  const scrolled = ({ type, target }) => (near ||= !!target.closest?.("[data-testid=stMain]") && (type !== "scroll" || target.dataset.testid === "stMain"));
  seen.observe(parentElement);
  for (const kind of ["wheel", "touchmove", "scroll"]) document.addEventListener(kind, scrolled, { capture: true, passive: true });
  const usual = window.print;
  window.print = () => {
    const began = performance.now();
    near = true;
    const waiting = setInterval(() => {
      if (!document.querySelector(`${IDLE} :is(${DRAWN})`) && performance.now() - began < LONGEST) return;
      clearInterval(waiting);
      setTimeout(() => usual.call(window), PAINTED);
    }, LOOK);
  };
  const pressed = (event) => {
    if (event.key.toLowerCase() !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    window.print();
  };
  document.addEventListener("keydown", pressed, true);
  const looking = setInterval(() => {
    const { answered = true, last = 0 } = window.clgActs ?? {}; // a key that scrolls is answered by nothing
    if (!near || asked || changing() || !document.querySelector(IDLE) || (!answered && performance.now() - last < PATIENCE)) return;
    asked = true;
    alone(() => setTriggerValue("near", 1));
  }, LOOK);
  return () => {
    clearInterval(looking);
    seen.disconnect();
    window.print = usual;
    document.removeEventListener("keydown", pressed, true);
    for (const kind of ["wheel", "touchmove", "scroll"]) document.removeEventListener(kind, scrolled, true);
  };
}
