/** A coat of arms that no town has. Where it could, its script would say so. */
export const SOME_ARMS =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 120"><path d="M0 0h100v62c0 34-28 48-50 58C28 110 0 96 0 62z" fill="#8c1d18"/><circle cx="50" cy="52" r="26" fill="#f2c14e"/><script>console.error("arms")</script></svg>';
