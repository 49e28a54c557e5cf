/** Style of the page. Positions that depend on data are attributes of SVG, for which the policy needs no exception. */
export const style = `
:root{color-scheme:light dark;
--ground:light-dark(#fbfbfa,#16181b);--surface:light-dark(#fff,#1d2024);--raised:light-dark(#f3f4f3,#26292e);
--ink:light-dark(#1d2327,#e4e6e8);--soft:light-dark(#5a646c,#a3abb3);--edge:light-dark(#dfe2e4,#363a41);
--link:light-dark(#1a5fb4,#8ab8f5);--good:light-dark(#1b6e3c,#7fce9b);--good-ground:light-dark(#e2f2e7,#1c3326);
--bad:light-dark(#b3261e,#ffb0a6);--bad-ground:light-dark(#fbe5e2,#4a211d);--warn:light-dark(#855300,#f0c674);--warn-ground:light-dark(#fcf0d6,#3d3018);
--preview:light-dark(#4f7fc4,#5f8fd4);--supported:light-dark(#3d9161,#4a9d6d);--deprecated:light-dark(#c99a2e,#b78c2f);--expired:light-dark(#c9cdd1,#484d55);
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
:root[data-theme=light]{color-scheme:light}
:root[data-theme=dark]{color-scheme:dark}
*{box-sizing:border-box}
html{scroll-padding-top:3.5rem}
body{margin:0;background:var(--ground);color:var(--ink);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
a{color:var(--link);text-decoration:none}
a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
main:focus{outline:none}
.skip{position:absolute;left:-999rem}
.skip:focus{left:.5rem;top:.5rem;z-index:9;background:var(--surface);padding:.5rem .75rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none!important}
header{position:sticky;top:0;z-index:5;background:var(--surface);border-bottom:1px solid var(--edge)}
.bar,main{max-width:1480px;margin:0 auto;padding:0 1.5rem}
.bar{display:flex;align-items:center;gap:1.5rem;min-height:3rem}
h1{font-size:1rem;margin:0;white-space:nowrap}
nav{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;flex:1}
nav a{color:var(--soft);white-space:nowrap}
nav a:hover{color:var(--ink)}
button{font:inherit;color:inherit;background:var(--raised);border:1px solid var(--edge);border-radius:6px;padding:.2rem .7rem;cursor:pointer}
h2{font-size:1.25rem;margin:2.5rem 0 .75rem;letter-spacing:-.01em}
h3{font-size:1rem;margin:1.5rem 0 .5rem}
h2+h3{margin-top:.5rem}
h4{font-size:.9rem;margin:1rem 0 .5rem}
h3 .kind,h3 small{color:var(--soft);font-weight:400}
p{margin:.4rem 0;max-width:80ch}
main li,dd,h3{overflow-wrap:anywhere}
.facts{color:var(--soft);margin-top:1rem;max-width:none}
.hint,.none,small{color:var(--soft)}
.good{color:var(--good)}
.bad{color:var(--bad)}
.meant{color:var(--soft)}
.odd{color:var(--warn)}
td.bad{font-weight:600}
.count{color:var(--soft);font-size:.85em;font-weight:400;background:var(--raised);border-radius:9px;padding:0 .45em}
.tiles{list-style:none;display:grid;grid-template-columns:repeat(4,1fr);gap:.6rem;margin:.75rem 0 0;padding:0}
.tiles a{display:flex;flex-direction:column;height:100%;padding:.6rem .8rem;background:var(--surface);border:1px solid var(--edge);border-radius:8px;color:inherit;text-decoration:none}
.tiles a:hover{border-color:var(--soft)}
.tiles b{font-size:1.35rem;line-height:1.3;font-weight:600}
.tiles .name,.tiles .note{font-size:.8rem;color:var(--soft)}
.tiles .bad{color:var(--bad)}
.scroll{position:relative;width:fit-content;max-width:100%;overflow:auto;background:var(--surface);border:1px solid var(--edge);border-radius:8px;margin:.5rem 0}
.tall{max-height:72vh;scroll-padding:11rem 2rem 2rem 14rem;overscroll-behavior:auto}
.scroll:has(.time){width:auto}
table{border-collapse:separate;border-spacing:0;min-width:min(100%,36rem)}
th,td{padding:.22rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--edge);white-space:nowrap}
tbody:last-child tr:last-child>*{border-bottom:0}
thead th{position:sticky;top:0;z-index:2;background:var(--raised);font-size:.8rem;font-weight:600;color:var(--soft);vertical-align:bottom}
tbody th{font-weight:500;background:var(--surface)}
tbody tr:hover>*{background:var(--raised)}
.group th{font-weight:600;padding-top:.7rem;background:var(--surface)}
.number{text-align:right}
.past>*{color:var(--soft)}
.wrap td{white-space:normal}
.zones{min-width:9rem}
.wrap td,.wrap th{padding-top:.4rem;padding-bottom:.4rem}
.mono{white-space:nowrap}
.mono,code,.place{font-family:var(--mono);font-size:.88em}
.chip{display:inline-block;background:var(--raised);border-radius:4px;padding:0 .4em;margin:0 0 .15rem;font-size:.9em}
.stage{display:inline-flex;align-items:center;gap:.45em}
.stage::before{content:"";width:.65em;height:.65em;border-radius:50%;background:var(--tone);flex:none}
.s-preview{--tone:var(--preview)}
.s-supported{--tone:var(--supported)}
.s-deprecated{--tone:var(--deprecated)}
.s-expired,.s-unavailable{--tone:var(--expired)}
.s-unknown{--tone:var(--bad)}
.time{width:100%}
.time .line{width:60%;min-width:24rem;padding:0}
.time svg{display:block;width:100%;height:20px;overflow:hidden}
.time td{vertical-align:middle}
.time td,.time tbody th{padding-top:.08rem;padding-bottom:.08rem}
.time .group th{padding-top:.6rem}
.time .axis{height:30px}
.axis text{font-size:11px;fill:var(--soft)}
.axis .year{font-weight:700;fill:var(--ink)}
.axis .today{fill:var(--bad);font-weight:600}
rect{fill:var(--tone)}
rect.s-expired,rect.s-unavailable{opacity:.45}
.grid line{stroke:var(--edge)}
.grid .year{stroke:var(--soft);stroke-opacity:.5}
.grid .today{stroke:var(--bad);stroke-width:1.5}
.matrix thead th:nth-child(1),.matrix tbody th[scope=row]{position:sticky;left:0;z-index:1;border-right:1px solid var(--edge)}
.matrix thead th:nth-child(1){z-index:3}
.matrix .group span{position:sticky;left:.7rem}
.matrix .group span span{position:static}
.matrix .region{padding:.4rem 0;width:1.75rem;min-width:1.75rem}
.matrix .region span{writing-mode:vertical-rl;transform:rotate(180deg);font-weight:500;line-height:1.75rem}
.matrix td:nth-child(n+5){padding:.22rem 0;text-align:center;width:1.75rem;color:var(--good);background:var(--good-ground);border-left:1px solid var(--surface);border-bottom-color:var(--surface)}
.matrix td.no{color:var(--bad);background:var(--bad-ground)}
.matrix .waived td.no{color:var(--soft);background:var(--raised)}
.matrix .past td:nth-child(n+5){color:var(--soft);background:var(--raised)}
.matrix tr:hover td:nth-child(n+5){border-bottom-color:var(--soft)}
.matrix td:focus{outline:2px solid var(--link);outline-offset:-2px;cursor:default}
.picked{display:flex;gap:1.2rem;color:var(--soft);max-width:none;flex-wrap:wrap}
.picked output{font-family:var(--mono);font-size:.88em;color:var(--ink)}
.key b{display:inline-block;width:1.4rem;text-align:center;border-radius:3px}
.yes{color:var(--good);background:var(--good-ground)}
.key .no{color:var(--bad);background:var(--bad-ground)}
.filter{display:flex;gap:1.2rem;align-items:center;color:var(--soft);max-width:none}
input[type=search]{font:inherit;color:var(--ink);background:var(--surface);border:1px solid var(--edge);border-radius:6px;padding:.2rem .5rem;width:15rem}
details>summary{cursor:pointer}
.issue{background:var(--surface);border:1px solid var(--edge);border-left-width:4px;border-radius:6px;margin:.4rem 0;padding:.35rem .8rem}
.issue.error{border-left-color:var(--bad)}
.issue.warning{border-left-color:var(--deprecated)}
.issue .severity{font-size:.8rem;font-weight:600;padding:.05rem .4rem;border-radius:4px}
.error .severity{color:var(--bad);background:var(--bad-ground)}
.warning .severity{color:var(--warn);background:var(--warn-ground)}
.safe .severity{color:var(--good);background:var(--good-ground)}
.issue.safe{border-left-color:var(--supported)}
.issue .lead{color:var(--soft);margin-left:.4rem}
.issue[open] .lead{display:none}
.issue ul{margin:.4rem 0;padding-left:1.2rem}
.issue li{margin:.2rem 0;overflow-wrap:anywhere}
.place{color:var(--soft)}
.rules{margin:0;max-width:80ch}
.rules dt{margin-top:.6rem}
.rules dd{margin:0;color:var(--soft)}
.rules dt:target{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
.advice{margin:.4rem 0 0}
.scroll+.more{color:var(--soft);font-size:.8rem}
@media (max-width:800px){.tiles{grid-template-columns:repeat(2,1fr)}.tall{scroll-padding:11rem 1rem 2rem 6rem}.matrix tbody th[scope=row],.matrix thead th:nth-child(1){min-width:6.2rem;max-width:8rem;overflow-wrap:anywhere;white-space:normal}.bar{flex-wrap:wrap;gap:.4rem 1rem;padding:.5rem 1rem}nav{order:3;flex-basis:100%}header{position:static}html{scroll-padding-top:0}main{padding:0 1rem}}
@media print{@page{size:A4 landscape;margin:10mm}
:root,:root[data-theme]{color-scheme:light}
html{font-size:10px}
body{font-size:9px;background:#fff}
details::details-content{content-visibility:visible;display:block}
header{position:static}
nav,button,.filter,.more,.picked output,.skip{display:none!important}
.bar,main{max-width:none;padding:0}
.scroll,.tall{overflow:visible;max-height:none;width:auto!important;border:0}
thead th,.matrix tbody th[scope=row],.matrix thead th:nth-child(1){position:static}
thead{display:table-header-group}
tr,.issue li,.tiles li{break-inside:avoid}
.group,h2,h3,h4{break-after:avoid}
h2{margin-top:1.2rem}
th,td{padding:.1rem .3rem}
.matrix .region{min-width:1.1rem;width:1.1rem}
.matrix .region span{line-height:1.1rem}
.time .line{min-width:0}
.axis text{font-size:9px}
.tiles{grid-template-columns:repeat(8,1fr)}
.tiles a{padding:.3rem .4rem}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`;
