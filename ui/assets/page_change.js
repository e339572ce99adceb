// Which moments belong to a change of page: from the click on another page, or the browser's Back, until that page's first word has come.
// A question that a part of the page before asks meanwhile names the page before; the server answers it behind the new one, the browser
// takes the answer for a change of page and clears what it shows: the reader would be left on an empty page. So nothing is asked.
// Whoever stands on an empty page nevertheless, for more than a moment and at rest, is shown the page again.
const STATE = "data-test-script-state";
const GIVEN_UP = 10000, EMPTY = 2; // [ms] after which a click has led nowhere; looks at an empty page
const changing = (window.clgChanging ??= watchChanges());
window.clgMending ??= setInterval(mending(), 1000);

function watchChanges() {
  const change = { since: -GIVEN_UP, from: null, begun: true };
  const pages = "[data-testid=stTopNavLink], [data-testid=stSidebarNavLink], [data-testid=stPageLink-NavLink]";
  addEventListener("click", event => {
    const link = event.target.closest?.(pages);
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.pathname === location.pathname) return;
    Object.assign(change, { since: performance.now(), from: location.pathname, begun: true });
  }, true);
  addEventListener("popstate", () => Object.assign(change, { since: performance.now(), from: null, begun: false }), true);
  whenRunning(() => (change.begun = true));
  return () => performance.now() - change.since < GIVEN_UP && (change.from === location.pathname || !change.begun);
}

// Calls `act` whenever the page is seen to run.
function whenRunning(act) {
  new MutationObserver(changes => {
    if (changes.some(change => change.target.getAttribute(STATE) === "running")) act();
  }).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: [STATE] });
}

function mending() {
  let empty = 0;
  return () => {
    const main = document.querySelector("[data-testid=stApp][data-test-script-state=notRunning] [data-testid=stMain]");
    empty = main && !main.textContent.trim() ? empty + 1 : 0;
    if (empty < EMPTY) return;
    empty = -GIVEN_UP / 1000;
    const link = [...document.querySelectorAll("[data-testid=stTopNavLink]")].find(one => one.pathname === location.pathname);
    if (link) link.click();
    else location.reload();
  };
}
