// Whether somebody reads further down, so that new lines would push away what they read.
export const isScrolled = box => box.scrollTop > 12;

export const toTop = box => { box.scrollTop = 0; };
