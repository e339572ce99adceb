// Keeps the name a reader typed in this browser, for this server's address; an empty one is forgotten.
const YEAR = 31536000; // [s]

export default function ({ data }) {
  const secure = window.location.protocol === "https:" ? "; Secure" : "";
  const lasting = data.name ? YEAR : 0;
  document.cookie = `${data.cookie}=${encodeURIComponent(data.name)}; path=/; max-age=${lasting}; SameSite=Strict${secure}`;
}
