// What the school does while it holds the phone: sign, on glass or on paper, hand back; or not sign at all.
import { need } from './fill.mjs';
import { PaperPart } from './sign-paper.mjs';
import { ReturnPart } from './sign-return.mjs';
import { SchoolPart } from './sign-school.mjs';
import { UnsignedPart } from './sign-unsigned.mjs';

/** @typedef {import('./sign.mjs').SignPage} SignPage */

export class Hands {
  /** @param {SignPage} page */
  constructor(page) {
    const panel = (/** @type {string} */ name) => need(page.root, `[data-part="${name}"]`);
    this.school = new SchoolPart(panel('school'), page);
    this.unsigned = new UnsignedPart(panel('unsigned'), page, this.school);
    this.paper = new PaperPart(panel('paper'), page, this.school);
    this.handBack = new ReturnPart(panel('return'), page, this.school);
  }

  /** @returns {Record<string, import('./inspection.mjs').Act>} */
  acts() {
    const parts = [this.school, this.unsigned, this.paper, this.handBack];
    return Object.assign({}, ...parts.map((part) => part.acts()));
  }

  async paint() {
    await this.school.paint();
    await this.paper.paint();
    this.unsigned.paint();
  }
}
