// Has the part of the page in which it stands drawn anew again and again, while the page is calm (`calm.js`, which stands before this).
export default function ({ setTriggerValue }) {
  let turn = 0;
  return whileCalm(() => setTriggerValue("look", (turn += 1)), () => true);
}
