// Shows how many have answered: what was drawn, and what the page hears of it since (`follow.js`).
export default function ({ data, parentElement }) {
  const show = (words) => ["strong", "span"].forEach((place, nth) => (parentElement.querySelector(place).textContent = words[nth]));
  const hear = (event) => show(event.detail);
  show(data.words);
  addEventListener("clg-count", hear);
  return () => removeEventListener("clg-count", hear);
}
