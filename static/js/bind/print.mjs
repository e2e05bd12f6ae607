// A page made to be printed: its button opens the browser's own dialog.

document.querySelector('[data-act="print"]')?.addEventListener('click', () => print());
