/** How the public pages look: one column, large enough for a thumb, in the device's own light or dark. */
export const STYLE = `
  :root { color-scheme: light dark; --text: #171a2b; --ground: #f4f6fa; --card: #fff; --line: #8b93a7; --action: #1d3f8f; --on-action: #fff; --good: #0b6b3a; --bad: #a4161a; }
  @media (prefers-color-scheme: dark) { :root { --text: #eef0f6; --ground: #12141c; --card: #1c2030; --line: #8b93a7; --action: #a9c1ff; --on-action: #10131f; --good: #7fdca4; --bad: #ffb3b3; } }
  * { box-sizing: border-box; }
  body { margin: 0; font: 1.125rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground); }
  main { max-width: 40rem; margin: 0 auto; padding: 2rem 1.25rem; }
  h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 1rem; } h2 { font-size: 1.25rem; margin: 0 0 .5rem; }
  section { margin: 0 0 1.5rem; padding: 1.25rem; border-radius: .5rem; background: var(--card); }
  label { display: block; font-weight: 600; margin: 0 0 .25rem; }
  textarea, input { display: block; width: 100%; padding: .75rem; border: 1px solid var(--line); border-radius: .5rem; font: inherit; color: inherit; background: var(--ground); }
  textarea { font-family: ui-monospace, monospace; font-size: 1rem; }
  button, a.button { display: block; width: 100%; min-height: 3.5rem; margin: 1rem 0 0; padding: .875rem 1rem; border: 0; border-radius: .5rem; background: var(--action); color: var(--on-action); font: 600 1.125rem/1.4 system-ui, sans-serif; text-align: center; text-decoration: none; }
  :focus-visible { outline: 3px solid var(--action); outline-offset: 2px; }
  .finding { border-left: .5rem solid var(--bad); } .finding h2 { color: var(--bad); } .holds { border-color: var(--good); } .holds h2 { color: var(--good); }
  dl { margin: 1rem 0; } dl div { padding: .5rem 0; border-top: 1px solid var(--line); } dt { font-size: 1rem; } dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
  .small { font-size: 1rem; }
  [hidden] { display: none !important; }
`;
