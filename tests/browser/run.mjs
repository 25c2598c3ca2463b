// Runs every test_*.mjs beside this file in one browser, two files at a time. A test file exports `tests`, an object from a name to a function of
// the tools that harness.mjs makes; `needs` may name commands without which it
// is skipped, `env` what the program finds in its environment. Where it exports
// `place`, its tests share one set of tools and what place(tools) resolves to.
import { readdirSync } from 'node:fs';
import { commands, openBrowser, withTools, writeUnusedRules } from './harness.mjs';

const word = process.env.TESTS ?? '';
const limitMs = 120000;
const workers = 2;
let passed = 0;
let failed = 0;

function within(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took over ${limitMs} ms`)),
                       limitMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function judge(file, name, run) {
  const start = Date.now();
  try {
    await within(run());
    passed++;
  } catch (error) {
    console.log(`${error.stack}\nFAILED ${file}: ${name}`);
    failed++;
  }
  if (process.env.TIMES) console.log(`${Date.now() - start} ms ${file}: ${name}`);
}

async function runFile(browser, file) {
  const { tests, needs = [], env = {}, place } = await import(`./${file}`);
  const lacking = needs.filter((name) => !commands().has(name));
  if (lacking.length > 0) {
    console.log(`skipped ${file}: no command ${lacking.join(', ')}`);
    return;
  }
  if (!place) {
    for (const [name, test] of Object.entries(tests)) {
      await judge(file, name, () => withTools(browser, test, env));
    }
    return;
  }
  await withTools(browser, async (tools) => {
    let made = null;
    await judge(file, 'its place', async () => { made = await place(tools); });
    for (const [name, test] of Object.entries(made ? tests : {})) {
      await judge(file, name, () => test({ ...tools, ...made }));
    }
    await made?.close?.();
  }, env);
}

const browser = await openBrowser();
const files = readdirSync('.').sort().filter((f) => /^test_.*\.mjs$/.test(f) && f.includes(word));
// What takes longest begins first.
const slow = ['test_pages.mjs', 'test_marketing.mjs'];
files.sort((a, b) => slow.includes(b) - slow.includes(a));
await Promise.all(Array.from({ length: workers }, async () => {
  while (files.length > 0) await runFile(browser, files.shift());
}));
await browser.close();
console.log(`style.css: ${writeUnusedRules()} rules that no page needed`);
console.log(`browser: ${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
