/**
 * How a report looks: on a screen as its reader likes it, light or dark; on paper light, whatever the size of the sheet, with
 * the heads of tables on each page and no row cut in two. Nothing is loaded, and colour never says anything alone.
 */
export const style = `
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--ink:#16202c;--soft:#52606f;--line:#dde3ea;--link:#0b57b7;
--good:#0f6b42;--good-bg:#e4f4ec;--bad:#a81c14;--bad-bg:#fdeae8;--open:#7a4b00;--open-bg:#fdf1d8;--mute:#52606f;--mute-bg:#eceff3;
--bar-good:#2f9e68;--bar-bad:#d0362b;--bar-open:#d99a1c}
@media(prefers-color-scheme:dark){:root{--page:#0f151c;--card:#171f29;--ink:#e8edf3;--soft:#a3b0be;--line:#2c3846;--link:#7cb4ff;
--good:#7ddbab;--good-bg:#12352a;--bad:#ff9d94;--bad-bg:#43201f;--open:#f3c66b;--open-bg:#3b2d10;--mute:#a3b0be;--mute-bg:#232e3a;
--bar-good:#2f9e68;--bar-bad:#e05a4e;--bar-open:#d99a1c}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
main{max-width:1120px;margin:0 auto;padding:40px 24px 64px}
a{color:var(--link)}
h1{font-size:30px;line-height:1.2;letter-spacing:-.015em;margin:4px 0 8px;overflow-wrap:anywhere}
h2{font-size:19px;line-height:1.3;letter-spacing:-.005em;margin:44px 0 4px}
h3{font-size:15px;margin:0;overflow-wrap:anywhere}
p{margin:0 0 10px;max-width:76ch}
.kicker{color:var(--soft);font-size:13px;font-weight:600;letter-spacing:.04em;text-transform:uppercase;margin:0}
.lead{font-size:17px;margin:12px 0 0}
.hint{color:var(--soft);margin:0 0 14px}
header{display:grid;grid-template-columns:1fr auto;gap:8px 32px;align-items:start}
.stamp{border:2px solid currentColor;border-radius:10px;padding:10px 18px;font-size:20px;font-weight:700;letter-spacing:-.01em;white-space:nowrap;display:flex;gap:10px;align-items:center}
.stamp .mark{width:26px;height:26px;font-size:16px}
dl.facts{display:flex;flex-wrap:wrap;gap:1px;margin:28px 0 0;background:var(--line);border:1px solid var(--line);border-radius:12px;overflow:hidden}
dl.facts>div{background:var(--card);padding:12px 16px;flex:1 1 160px}
dt{color:var(--soft);font-size:12.5px}
dd{margin:2px 0 0;font-weight:600;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
dd small{display:block;font-weight:400;color:var(--soft);font-size:12.5px}
.bar{display:block;width:100%;height:12px;margin:20px 0 8px;border-radius:6px}
.bar .good{fill:var(--bar-good)}.bar .bad{fill:var(--bar-bad)}.bar .open{fill:var(--bar-open)}.bar .none{fill:var(--line)}
.legend{display:flex;flex-wrap:wrap;gap:6px 22px;margin:0;padding:0;list-style:none;color:var(--soft);font-size:14px}
.legend b{color:var(--ink);font-variant-numeric:tabular-nums}
.mark{display:inline-flex;align-items:center;justify-content:center;width:18px;height:18px;border-radius:50%;font-size:12px;font-weight:700;line-height:1;border:1.5px solid currentColor;flex:none}
.tag{display:inline-flex;gap:6px;align-items:center;border-radius:999px;padding:2px 10px 2px 4px;font-weight:600;font-size:13px;line-height:1.35}
.tag.plain{padding-left:10px}
.passed{color:var(--good);background:var(--good-bg)}.failed{color:var(--bad);background:var(--bad-bg)}.not-checked{color:var(--open);background:var(--open-bg)}
.critical,.high{color:var(--bad);background:var(--bad-bg)}.medium{color:var(--open);background:var(--open-bg)}.low,.info,.waived{color:var(--mute);background:var(--mute-bg)}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px}
.wrap{overflow-x:auto;margin-top:12px}
.wrap:focus-visible{outline:3px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.45}
th,td{text-align:left;vertical-align:top;padding:10px 14px;border-top:1px solid var(--line)}
thead th{border-top:0;color:var(--soft);font-size:12.5px;font-weight:600;white-space:nowrap}
tbody th{font-weight:600}
td small,th small{margin-top:3px;display:block;color:var(--soft);font-weight:400;font-size:12.5px}
.nowrap{white-space:nowrap}
.wide{min-width:15rem;overflow-wrap:anywhere}
.name{overflow-wrap:anywhere;min-width:7.5rem}
code,.mono{font-family:ui-monospace,"SF Mono",Consolas,"Liberation Mono",monospace;font-size:12.5px;overflow-wrap:anywhere}
.gaps{border-left:5px solid var(--bar-open);padding:16px 20px;margin-top:12px}
.gaps ul{margin:0;padding:0;list-style:none}
.gaps li{padding:7px 0;border-top:1px solid var(--line)}
.gaps li:first-child{border-top:0}
.node{margin-top:12px;padding:16px 20px}
.more{margin-top:32px}
.node .head .hint{margin:0}
.node thead th,.node thead td{border-top:0;white-space:normal}
.node .head{display:flex;flex-wrap:wrap;gap:6px 12px;align-items:center}
.node p{margin:8px 0 0}
.node table{margin-top:12px}
.node th,.node td{padding:6px 14px 6px 0}
.node tr:last-child td,.node tr:last-child th{border-bottom:0}
td.differs{font-weight:700}
td.differs::before{content:"\\2260\\00a0";color:var(--soft)}
td.same::before{content:"=\\00a0";color:var(--soft)}
summary{cursor:pointer;color:var(--link);margin-top:12px;font-size:14px}
.checks{margin:8px 0 0;padding:0;list-style:none;font-size:14px}
.checks li{display:grid;grid-template-columns:auto 1fr;gap:8px;padding:5px 0}
.checks .mark{margin-top:2px}
footer{margin-top:48px;padding-top:16px;border-top:1px solid var(--line);color:var(--soft);font-size:13px}
@media(max-width:640px){main{padding:24px 16px 48px}header{grid-template-columns:1fr}.stamp{justify-self:start}h1{font-size:24px}.node{padding:14px}.node table{table-layout:fixed;font-size:12.5px}.node th,.node td{padding-right:8px}.node .mono{font-size:11px}}
@media print{
:root{color-scheme:light;--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--link:#000;--good:#0f6b42;--good-bg:#fff;--bad:#a81c14;--bad-bg:#fff;
--open:#7a4b00;--open-bg:#fff;--mute:#444;--mute-bg:#fff;--bar-good:#2f9e68;--bar-bad:#d0362b;--bar-open:#d99a1c}
@page{margin:15mm 13mm 16mm}
body{font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
main{max-width:none;padding:0}
h1{font-size:20pt}h2{font-size:13pt;margin-top:20pt;break-after:avoid}
h2+.hint,.more,.more+.hint,.node .head,.node .head+p{break-after:avoid}
p{break-inside:avoid}
.wrap{overflow:visible;display:block}
table{font-size:8.5pt}
th,td{padding:5pt 4pt}
thead{display:table-header-group}
tr,.gaps li,.checks li,dl.facts>div{break-inside:avoid}
.wide{min-width:32mm}.name{min-width:25.5mm}
thead th{white-space:normal}
td small,th small,dd small{font-size:7.5pt}
.tag{border:1px solid currentColor;font-size:8pt;padding-right:7px}
.card{border-color:#bbb;border-radius:6px}
.gaps{border-left-color:var(--bar-open)}
code,.mono{font-size:8pt}
summary{list-style:none;color:#444}
details::details-content{content-visibility:visible;block-size:auto}
a{text-decoration:none}
}`;

/** Of the text between the tags of the style: with it, the page's policy lets this style in and no other. */
export const styleHash = 'sha256-CwtqC1j9vw6qtUAsa+O1GJA8WUYG9qGZgqg9Mf7LM6M=';
