/**
 * Script of the page, for what HTML cannot do by itself: the theme, filters, and the cells of the matrix. The
 * page is complete without it. It reads texts and sets texts, never markup.
 */
export const script = `
'use strict';
(() => {
  const root = document.documentElement;
  const theme = document.getElementById('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const label = () => {
    theme.textContent = isDark() ? 'Light' : 'Dark';
    theme.setAttribute('aria-label', 'Switch to ' + (isDark() ? 'light' : 'dark') + ' colours');
  };
  theme.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    label();
  });
  system.addEventListener('change', label);
  label();
  theme.hidden = false;

  const sayMore = () => {
    for (const box of document.querySelectorAll('.scroll')) {
      const goesOn = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
      box.nextElementSibling.hidden = !goesOn;
    }
  };
  addEventListener('resize', sayMore);
  sayMore();

  for (const filter of document.querySelectorAll('.filter')) {
    const field = filter.querySelector('input[type=search]');
    const gaps = filter.querySelector('input[type=checkbox]');
    const output = filter.querySelector('output');
    const bodies = [...document.getElementById(field.dataset.table).tBodies].map((body) => ({
      body,
      rows: [...body.rows].filter((row) => row.dataset.find !== undefined)
        .map((row) => ({ row, text: row.dataset.find.toLowerCase() })),
    }));
    const apply = () => {
      const words = field.value.toLowerCase().split(/\\s+/).filter((word) => word !== '');
      let shown = 0;
      let all = 0;
      for (const { body, rows } of bodies) {
        let inBody = 0;
        for (const { row, text } of rows) {
          const fits = words.every((word) => text.includes(word)) && !(gaps?.checked && row.dataset.gap === undefined);
          row.hidden = !fits;
          if (fits) inBody++;
        }
        body.hidden = inBody === 0;
        shown += inBody;
        all += rows.length;
      }
      output.textContent = shown === all ? '' : shown + ' of ' + all + ' rows';
      sayMore();
    };
    field.addEventListener('input', apply);
    gaps?.addEventListener('change', apply);
    filter.hidden = false;
  }

  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };
  const firstCell = 4;
  for (const table of document.querySelectorAll('.matrix')) {
    const output = document.querySelector('output[for="' + table.id + '"]');
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    const rows = [...table.rows].filter((row) => row.dataset.find !== undefined);
    table.setAttribute('role', 'grid');
    let current = rows[0]?.cells[firstCell];
    if (current === undefined) continue;
    current.tabIndex = 0;
    const choose = (cell) => {
      current.tabIndex = -1;
      current = cell;
      cell.tabIndex = 0;
      cell.focus();
    };
    table.addEventListener('focusin', ({ target }) => {
      const row = target.closest('td')?.parentElement;
      if (row?.dataset.find === undefined) return;
      const names = [row.closest('tbody').rows[0].cells[0].querySelector('span').firstChild.textContent.trim(), row.cells[0].textContent, row.cells[1].textContent];
      output.textContent = names.filter((name) => name !== '').join(' ') + ' in ' + heads[target.cellIndex] + ': ' + (target.title || 'no image');
    });
    table.addEventListener('click', ({ target }) => {
      const cell = target.closest('td');
      if (cell !== null && cell.cellIndex >= firstCell && getSelection().isCollapsed) choose(cell);
    });
    table.addEventListener('keydown', (event) => {
      if (event.target !== current || event.altKey || event.metaKey) return;
      const seen = rows.filter((row) => !row.hidden);
      const at = seen.indexOf(current.parentElement);
      let row = at;
      let column = current.cellIndex;
      const last = current.parentElement.cells.length - 1;
      if (event.key === 'Home' || event.key === 'End') {
        column = event.key === 'Home' ? firstCell : last;
        if (event.ctrlKey) row = event.key === 'Home' ? 0 : seen.length - 1;
      } else if (steps[event.key] !== undefined && !event.ctrlKey) {
        row = Math.min(seen.length - 1, Math.max(0, at + steps[event.key][0]));
        column = Math.min(last, Math.max(firstCell, column + steps[event.key][1]));
      } else return;
      event.preventDefault();
      if (seen[row] !== undefined) choose(seen[row].cells[column]);
    });
  }
})();
`;
