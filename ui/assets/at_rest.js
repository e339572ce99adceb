// Takes the controls out of reach while the model is prepared, and gives them back when this component goes.
const CONTROLS = "[data-testid=stSidebar], .st-key-head, .st-key-next";

export default function () {
  const rest = () => document.querySelectorAll(CONTROLS).forEach((each) => (each.inert = true));
  rest();
  const looking = setInterval(rest, 200);
  document.body.classList.add("clg-at-rest");
  return () => {
    clearInterval(looking);
    document.querySelectorAll(CONTROLS).forEach((each) => (each.inert = false));
    document.body.classList.remove("clg-at-rest");
  };
}
