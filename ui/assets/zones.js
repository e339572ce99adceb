// Asks for the zones under the batch size again until they are known, while the page is calm (`calm.js`, which stands before this).
// It stands in the part of the page that it has drawn anew: what it asks for never takes the place of what a reader did.
export default function ({ setTriggerValue }) {
  let turn = 0;
  return whileCalm(() => setTriggerValue("look", (turn += 1)), () => {
    const track = document.querySelector(".track"), shown = document.querySelector(".st-key-shown_turn [data-of]");
    if (window.clgHold?.input || !track || !shown) return false;
    return !(track.dataset.known === "1" && track.dataset.of === shown.dataset.of);
  });
}
