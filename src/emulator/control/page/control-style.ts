// The look of the control surface's pages: dense, calm, one column on a phone. Colours come from html.ts.

import { html } from '../../html.ts'

export const CONTROL_STYLE = html`
:root{--good:#14532d;--good-tint:#dff5e6;--bad:#8f1d1d;--bad-tint:#fde8e8;--unsure:#664200;--unsure-tint:#fcf0d2;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
@media (prefers-color-scheme:dark){:root{--good:#93e4b3;--good-tint:#15321f;--bad:#ffb4b4;--bad-tint:#421c1c;
--unsure:#ffd98f;--unsure-tint:#3a2d0e}}
body{font-size:.9375rem}
header{display:flex;flex-wrap:wrap;gap:.25rem 2rem;align-items:center;text-align:left;
padding:.5rem max(1rem,(100% - 80rem)/2)}
nav ul{display:flex;flex-wrap:wrap;gap:.125rem;list-style:none;margin:0;padding:0}
nav a{display:block;padding:.2rem .7rem;border-radius:1rem;color:#fff;text-decoration:none}
nav a:hover{background:#5a4490}
nav a[aria-current]{background:#fff;color:#3b2667;font-weight:600}
header a:focus-visible{outline-color:#fff}
main{max-width:80rem;padding:0 1rem;margin:1.25rem auto 3rem;background:none}
h1{font-size:1.5rem;line-height:1.2;margin:0}
h2{font-size:1rem;margin:0 0 .6rem}
h3{font-size:.9375rem;margin:1rem 0 .35rem}
p{margin:.4rem 0}
.lead{color:var(--soft);max-width:60rem;margin-bottom:1rem}
section,article{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;min-width:0}
.stack,.columns,.cards{display:grid;gap:1rem;align-items:start;grid-template-columns:minmax(0,1fr);margin-top:1rem}
.columns>.stack,.stack>.cards{margin-top:0}
.head{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline;justify-content:space-between}
.head>.standing{margin-right:auto}
.head>.tag{white-space:nowrap;flex:none}
li.head{flex-wrap:nowrap;align-items:start}
.cards{align-items:stretch}
.scenario{display:flex;flex-direction:column;gap:.5rem}.scenario>*{margin:0}.scenario>form{margin-top:auto}
.notice{background:var(--good-tint);color:var(--good);border-radius:.4rem;padding:.5rem .8rem;margin:.8rem 0 0}
.problem{background:var(--bad-tint);color:var(--bad);border-radius:.4rem;padding:.5rem .8rem;white-space:pre-line}
.tiles{display:flex;flex-wrap:wrap;gap:1px;margin:1rem 0 0;background:var(--line);border:1px solid var(--line);
border-radius:.6rem;overflow:hidden}
.tiles>div{flex:1 1 9rem;background:var(--card);padding:.6rem .9rem}
.tiles dt{font-weight:400;font-size:.8125rem;color:var(--soft)}
.tiles dd{margin:0;font-size:1.0625rem;font-weight:600}
.tiles dd.soft{font-size:.875rem;font-weight:400}
table{width:100%;border-collapse:collapse;font-size:.875rem}
th{text-align:left;font-weight:600;font-size:.8125rem;color:var(--soft);padding:.25rem .6rem .25rem 0;white-space:nowrap}
td{padding:.35rem .6rem .35rem 0;border-top:1px solid var(--line);vertical-align:top}
.number{text-align:right;font-variant-numeric:tabular-nums}
td.number,time{white-space:nowrap;font-variant-numeric:tabular-nums}
code,pre,.mono{font:.8125rem/1.5 var(--mono);overflow-wrap:anywhere}
pre{margin:0;padding:.6rem .75rem;border-radius:.4rem;background:var(--page);white-space:pre-wrap}
.tag{display:inline-block;padding:.05rem .5rem;border-radius:1rem;font-size:.8125rem;font-weight:600;
background:var(--page);color:var(--soft)}
.good{background:var(--good-tint);color:var(--good)}
.bad{background:var(--bad-tint);color:var(--bad)}
.unsure{background:var(--unsure-tint);color:var(--unsure)}
.standing{font-size:.75rem;font-weight:400;white-space:nowrap;color:var(--soft)}
.soft,figcaption{color:var(--soft);font-size:.8125rem}
ul.plain{list-style:none;margin:0;padding:0}
ul.plain>li{padding:.45rem 0;border-top:1px solid var(--line)}
ul.plain>li:first-child{border-top:0}
button{display:inline-block;width:auto;margin:0;padding:.15rem .8rem;min-height:2rem;text-align:center;white-space:nowrap;flex:none}
button:hover{border-color:var(--accent)}
.remove{padding:.1rem .6rem;min-height:1.75rem}
form.row{display:flex;flex-wrap:wrap;gap:.5rem .75rem;align-items:end}
label{display:block;min-height:0;font-size:.8125rem;color:var(--soft)}
input,select{display:block;width:100%;height:2rem;font:inherit;font-size:.9375rem;padding:.2rem .4rem;color:var(--text);
background:var(--card);border:1px solid #7d8894;border-radius:.35rem}
select:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
label.short{width:7rem}
label.long{flex:1 1 12rem}
summary{cursor:pointer;min-height:1.5rem;color:var(--accent)}
.rate{margin:0}
.rate svg{display:block;width:100%;height:4.5rem;background:var(--page);border-radius:.4rem}
.rate rect{fill:#7a6aa3}.rate .over{fill:#c2410c}
.rate line{stroke:#c2410c;stroke-width:1.5;stroke-dasharray:4 4;vector-effect:non-scaling-stroke}
.rate figcaption{margin-top:.35rem}
.pairs{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2rem 1rem;margin:0}
.pairs dt{font-weight:400;color:var(--soft)}.pairs dd{margin:0}
.lines{list-style:none;margin:0;padding:0;font:.8125rem/1.5 var(--mono);background:var(--page);border-radius:.4rem}
.lines li{display:grid;grid-template-columns:1.75rem minmax(0,1fr);padding:.1rem .6rem;overflow-wrap:anywhere}
.lines b{font-weight:400;color:var(--soft)}
.lines .differs{background:var(--unsure-tint);color:var(--unsure)}
.lines .differs b{color:inherit}
.lines .who{display:inline-block;min-width:7.5rem;font-family:system-ui,sans-serif}
@media (min-width:46.01rem){.cards{grid-template-columns:repeat(auto-fill,minmax(22rem,1fr))}

.halves{align-items:start;grid-template-columns:repeat(2,minmax(0,1fr))}}
.masonry{margin-top:1rem}.masonry>section{break-inside:avoid;margin-bottom:1rem}
@media (min-width:46.01rem){td>code,td.name{white-space:nowrap}.masonry{columns:22rem;gap:1rem}}
@media (min-width:66rem){.beside{grid-column:2;grid-row:1}.columns{grid-template-columns:minmax(0,1fr) 23rem}}
@media (max-width:46rem){table,tbody{display:block}thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;
overflow:hidden}tr{display:flex;flex-wrap:wrap;gap:0 .75rem;padding:.4rem 0;border-top:1px solid var(--line)}
td{border:0;padding:.1rem 0;max-width:100%}td.number{text-align:left}td:empty{display:none}
td.mono,td.line,td:has(>code){flex:0 0 100%}td[data-label]::before{content:attr(data-label) ' ';color:var(--soft)}
.pairs{grid-template-columns:minmax(0,1fr)}.pairs dd{margin-bottom:.4rem}}
`
