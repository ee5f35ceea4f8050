/** The one style sheet of all pages; it stands in the page itself. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #eef0f5; --card: #fff; --line: #d5d9e3; --ink: #191c24; --soft: #525a6b;
  --accent: #2148c0; --on-accent: #fff; --accent-hover: #17348f;
  --badge: #ffedb8; --on-badge: #553e00;
  --good: #116b3c; --bad: #a82020; --field: #7b8394;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101218; --card: #1a1d26; --line: #343a49; --ink: #eef0f6; --soft: #aab2c3;
    --accent: #9db6ff; --on-accent: #0c1330; --accent-hover: #c3d2ff;
    --badge: #4b3a08; --on-badge: #ffe8a3;
    --good: #7bdca8; --bad: #ffa3a3; --field: #8891a4;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: clamp(.75rem, 4vw, 3rem) .75rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
}
.card {
  max-width: 27rem; margin: 0 auto; background: var(--card); overflow-wrap: anywhere;
  border: 1px solid var(--line); border-radius: .9rem; overflow: hidden;
  box-shadow: 0 1px 2px #0000000f, 0 12px 32px -12px #0000002e;
}
header {
  display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center;
  justify-content: space-between; padding: .8rem 1.5rem; border-bottom: 1px solid var(--line);
}
.payee { font-weight: 600; }
.badge {
  padding: .1rem .6rem; border-radius: 1rem; background: var(--badge); color: var(--on-badge);
  font-size: .8rem; font-weight: 600;
}
main { padding: 1.4rem 1.5rem 1.6rem; }
h1 { margin: 0; font-size: 1.35rem; line-height: 1.25; letter-spacing: -.01em; }
h2 { margin: 0 0 .25rem; font-size: 1rem; }
p, ol { margin: .6rem 0; }
ol { padding-left: 1.3rem; }
.soft { color: var(--soft); }
.amount {
  margin: .9rem 0 .2rem; font-size: clamp(1.8rem, 9vw, 2.3rem); font-weight: 650; line-height: 1.15;
  letter-spacing: -.02em; font-variant-numeric: tabular-nums;
}
h1.good { color: var(--good); }
h1.bad, .error { color: var(--bad); }
dl { display: grid; grid-template-columns: auto 1fr; gap: .3rem 1rem; margin: 1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; text-align: right; }
.mono { font-family: ui-monospace, 'DejaVu Sans Mono', Menlo, monospace; font-size: .85rem; }
.qr {
  display: block; width: 100%; max-width: 16rem; height: auto; margin: 1.1rem auto;
  border-radius: .5rem; background: #fff;
}
.actions { display: grid; gap: .6rem; margin-top: 1.2rem; }
.actions label { margin-top: .6rem; }
.tests { margin-top: 1.4rem; padding-top: 1.2rem; border-top: 1px dashed var(--field); }
button, .button {
  display: block; width: 100%; min-height: 2.9rem; padding: .6rem 1rem; text-align: center;
  border: 1px solid var(--accent); border-radius: .55rem; background: var(--accent);
  color: var(--on-accent); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer;
}
button:hover, .button:hover { background: var(--accent-hover); border-color: var(--accent-hover); }
button.second { background: transparent; border-color: var(--field); color: var(--ink); }
button.second:hover { background: var(--ground); }
a { color: var(--accent); }
a.button { color: var(--on-accent); }
label { display: block; margin-bottom: .25rem; font-weight: 600; }
input {
  width: 100%; min-height: 2.9rem; margin-bottom: .6rem; padding: .5rem .75rem; font: inherit;
  border: 1px solid var(--field); border-radius: .55rem; background: var(--card); color: var(--ink);
}
input[aria-invalid] { border-color: var(--bad); }
.error, .notice { font-weight: 600; }
.notice { padding: .6rem .9rem; border-left: 4px solid var(--accent); background: var(--ground); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
footer { max-width: 27rem; margin: .9rem auto 0; text-align: center; font-size: .85rem; }
`;
