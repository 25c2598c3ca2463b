// The browser, its fonts and axe-core work here: when this fails, the machine
// is at fault and not our pages.
import assert from 'node:assert/strict';

const page = (body) => `data:text/html;charset=utf-8,${encodeURIComponent(
  `<!doctype html><html lang="en"><title>A page</title><main>${body}</main>`)}`;

export const tests = {
  async 'a page is drawn with a font'({ browser }) {
    const tab = await browser.newPage();
    await tab.goto(page('<h1>Many voices</h1><span>one theme</span>'));
    assert.equal(await tab.title(), 'A page');
    const wide = await tab.locator('span').boundingBox();
    assert.ok(wide.width > 20, 'text has no width: no font');
  },

  async 'the audit passes a good page and objects to a bad one'(
    { browser, audit }) {
    const tab = await browser.newPage();
    await tab.goto(page('<h1>Many voices</h1><p>One theme.</p>'));
    await audit(tab);
    await tab.goto(page('<h1>Many voices</h1><input>'));
    await assert.rejects(audit(tab), /label/);
  },
};
