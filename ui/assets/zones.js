// Asks for the zones under the batch size again until they are known, while the page is calm (`calm.js`, which stands before this), and once
// more where the zone in which the reader stands has come out another one, by more worlds than the line was drawn by.
// It stands in the part of the page that it has drawn anew: what it asks for never takes the place of what a reader did.
export default function ({ setTriggerValue }) {
  let turn = 0;
  return whileCalm(() => setTriggerValue("look", (turn += 1)), () => {
    const track = document.querySelector(".track"), shown = document.querySelector(".st-key-shown_turn [data-of]");
    if (window.clgHold?.input || !track || !shown) return false;
    const here = shown.dataset.here;
    return !(track.dataset.known === "1" && track.dataset.of === shown.dataset.of && (!here || track.dataset.zones.includes(`|${here}|`)));
  });
}
