// Runs every test_*.mjs beside this file, one test after the other. A test
// file exports `tests`, an object from a name to a function of the tools that
// harness.mjs makes; `needs` may name commands without which it is skipped,
// `env` what the program finds in its environment.
import { readdirSync } from 'node:fs';
import { commands, withTools } from './harness.mjs';

const word = process.env.TESTS ?? '';
const limitMs = 60000;
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

for (const file of readdirSync('.').sort()) {
  if (!/^test_.*\.mjs$/.test(file) || !file.includes(word)) continue;
  const { tests, needs = [], env = {} } = await import(`./${file}`);
  const lacking = needs.filter((name) => !commands().has(name));
  if (lacking.length > 0) {
    console.log(`skipped ${file}: no command ${lacking.join(', ')}`);
    continue;
  }
  for (const [name, test] of Object.entries(tests)) {
    try {
      await within(withTools(test, env));
      passed++;
    } catch (error) {
      console.log(`${error.stack}\nFAILED ${file}: ${name}`);
      failed++;
    }
  }
}
console.log(`browser: ${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
