// Says once that what is drawn on demand comes into sight: enough of it to see something by, or that the reader scrolls. Like every question of
// the page's own (see zones.js) it waits until the server has begun with what the reader did last: it carries what every control shows here.
const LOOK = 100, INSIDE = "0px 0px -100px 0px";
const IDLE = "[data-testid=stApp][data-test-script-state=notRunning]";

export default function ({ parentElement, setTriggerValue }) {
  let near = false, asked = false;
  const seen = new IntersectionObserver((found) => (near ||= found.at(-1).isIntersecting), { rootMargin: INSIDE });
  const scrolled = ({ type, target }) => (near ||= !!target.closest?.("[data-testid=stMain]") && (type !== "scroll" || target.dataset.testid === "stMain"));
  seen.observe(parentElement);
  for (const kind of ["wheel", "touchmove", "scroll"]) document.addEventListener(kind, scrolled, { capture: true, passive: true });
  const looking = setInterval(() => {
    if (!near || asked || !document.querySelector(IDLE) || window.clgActs?.answered === false) return;
    asked = true;
    setTriggerValue("near", 1);
  }, LOOK);
  return () => {
    clearInterval(looking);
    seen.disconnect();
    for (const kind of ["wheel", "touchmove", "scroll"]) document.removeEventListener(kind, scrolled, true);
  };
}
