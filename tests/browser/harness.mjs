// What tests of the pages share: the program serving a fresh home, a browser,
// and a look for what people with poor sight or no mouse would stumble over.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const program = process.env.POLYPHONY ?? '../../build/polyphony';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

export function commands() {
  const out = execFileSync(program, ['help'], { encoding: 'utf8' });
  return new Set([...out.matchAll(/^ {2}(\S.*?) {2}/gm)].map((m) => m[1]));
}

// The desk's addresses: {method, pattern, roles: [...]}.
export function routes() {
  const out = execFileSync(program, ['help', 'routes'], { encoding: 'utf8' });
  return [...out.matchAll(/^([A-Z]+) +(\S+) +(\S+)/gm)].map(
    ([, method, pattern, roles]) => ({ method, pattern, roles: roles.split(',') }));
}

// One for all tests: each has its own contexts. Chromium's sandbox does not
// start for root, as in a container.
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

// Of the one browser, what a test opens: closed with it.
function ownContexts(browser) {
  const contexts = [];
  const newContext = async (options) => {
    const context = await browser.newContext(options);
    contexts.push(context);
    return context;
  };
  const newPage = async (options) => (await newContext(options)).newPage();
  return { newContext, newPage, close: () => Promise.all(contexts.map((c) => c.close())) };
}

// A home in a folder of its own: {home, polyphony, serve, addPerson, curate}.
// curate() leaves this process free to answer for the sites that are read.
function makeHome(folder, more, servers) {
  const home = join(mkdtempSync(join(folder, 'place-')), 'home');
  const env = { ...process.env, ...more, POLYPHONY_HOME: home };
  const polyphony = (...args) =>
    execFileSync(program, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const serve = (...args) => startServer(args, env, servers);
  // Adds a person; returns the path of their link.
  const addPerson = (role, name, ...options) =>
    /\/sign-in\/\S+/.exec(
      polyphony('user', 'add', '--role', role, ...options, name))[0];
  const curate = () => promisify(execFile)(program, ['curate'], { env });
  return { home, polyphony, serve, addPerson, curate };
}

// Runs a test with {browser, home, polyphony, serve, audit, ...}; afterwards its
// servers are stopped, its tabs closed and its homes removed. `more` is added
// to the program's environment; another() makes one more home.
export async function withTools(browser, test, more = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'polyphony-browser-'));
  const servers = [];
  const another = (env = {}) => makeHome(folder, { ...more, ...env }, servers);
  const own = ownContexts(browser);
  try {
    await test({ browser: own, ...another(), another, audit, signIn, setPassword, signInAgain, look });
  } finally {
    await own.close();
    await Promise.all(servers.map(stopServer));
    rmSync(folder, { recursive: true, force: true });
  }
}

// Resolves to {url, printed, process} once `serve` says where it listens.
function startServer(args, env, servers) {
  const server = spawn(program,
                       ['serve', '--listen', '127.0.0.1:0', ...args],
                       { env, stdio: ['ignore', 'pipe', 'pipe'] });
  servers.push(server);
  return new Promise((resolve, reject) => {
    let printed = '';
    const read = (bytes) => {
      printed += bytes;
      const found = /listening on (http:\/\/\S+)/.exec(printed);
      if (found) {
        resolve({ url: found[1], printed: () => printed, process: server });
      }
    };
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.on('exit', (code) =>
      reject(new Error(`serve ended with ${code}: ${printed}`)));
  });
}

function stopServer(server) {
  if (server.exitCode !== null) return null;
  server.kill('SIGTERM');
  return new Promise((resolve) => {
    const late = setTimeout(() => server.kill('SIGKILL'), 10000);
    server.on('exit', () => { clearTimeout(late); resolve(); });
  });
}

// Throws with axe-core's findings for the page as it stands. It is evaluated,
// not added: the pages' policy lets no script of others in. `only` names rules.
export async function audit(page, only = null) {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(axe);
  const { violations } = await page.evaluate((names) => globalThis.axe.run({
    resultTypes: ['violations'],
    ...names ? { runOnly: names } : { rules: { 'target-size': { enabled: true } } },
  }), only);
  if (violations.length > 0) {
    throw new Error(violations.map((v) =>
      `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html).join('\n  ')}`)
      .join('\n'));
  }
}

// Through the link's page and its button, as a person does.
export async function signIn(tab, url, link) {
  await tab.goto(new URL(link, url).href);
  await tab.getByRole('button', { name: /^Sign in as/ }).click();
  await tab.waitForURL((at) => !at.pathname.startsWith('/sign-in'));
}

// For who comes again without a link.
const password = 'nine valves and a torch';
export async function setPassword(tab, url) {
  await tab.goto(`${url}/account`);
  await tab.getByLabel('New password').fill(password);
  await tab.getByRole('button', { name: 'Set the password' }).click();
  await tab.getByText(/password/i).first().waitFor();
}
export async function signInAgain(tab, url, name) {
  await tab.goto(`${url}/sign-in`);
  await tab.getByLabel('Name or e-mail address').fill(name);
  await tab.getByLabel('Password').fill(password);
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await tab.waitForURL((at) => !at.pathname.startsWith('/sign-in'));
}

export const screens = join(dirname(program), 'screens');
const sizes = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'desk', width: 1280, height: 800 },
];
const tallest = 6000; // px of a picture
// What may differ between sizes, and between light and dark.
const byEye = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size'];

// Looks at the page as it stands: pictures at two sizes go to build/screens/,
// axe-core finds nothing in light and dark, and nothing is cut off at 320 px, at
// a zoom of 200%, or with letters of twice the size. With isWhole there are
// pictures of the dark, too, and each of the four is audited.
export async function look(tab, name, isWhole = false) {
  const before = tab.viewportSize();
  mkdirSync(screens, { recursive: true });
  await noteRules(tab);
  for (const { name: size, ...viewport } of sizes) {
    // As high as the page, so that what sticks to an edge is at rest.
    await tab.setViewportSize(viewport);
    const whole = await tab.evaluate(() => document.documentElement.scrollHeight);
    const height = Math.max(Math.min(whole, tallest), viewport.height);
    await tab.setViewportSize({ ...viewport, height });
    for (const colorScheme of ['light', 'dark']) {
      await tab.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      if (colorScheme === 'light' || isWhole) {
        await tab.screenshot({ path: join(screens, `${name}-${size}-${colorScheme}.png`) });
      }
      const isFirst = size === 'phone' && colorScheme === 'light';
      const isLast = size === 'desk' && colorScheme === 'dark';
      try {
        if (isFirst || isLast || isWhole) await audit(tab, isFirst ? null : byEye);
      } catch (error) {
        throw new Error(`${name}, ${size}, ${colorScheme}: ${error.message}`);
      }
    }
  }
  await tab.emulateMedia({ colorScheme: null, reducedMotion: null });
  await fitsAt(tab, name, 320, '100%');
  await fitsAt(tab, name, 640, '100%'); // a zoom of 200% at 1280 px
  for (const width of [390, 640, 1280]) await fitsAt(tab, name, width, '200%');
  if (before) await tab.setViewportSize(before);
}

async function fitsAt(tab, name, width, letters) {
  await tab.setViewportSize({ width, height: 800 });
  const found = await tab.evaluate(cutOff, letters);
  if (found.length > 0) {
    throw new Error(`${name} at ${width} px with letters of ${letters}:\n  ${found.join('\n  ')}`);
  }
}

// Runs in the page: what reaches beyond the screen other than in a box that
// scrolls, and controls whose words do not fit into them.
function cutOff(letters) {
  const root = document.documentElement;
  const found = [];
  const scrolls = (e) => e.closest('body *') !== null
    && /auto|scroll/.test(getComputedStyle(e).overflowX);
  const isIn = (e) => {
    for (let p = e.parentElement; p; p = p.parentElement) if (scrolls(p)) return true;
    return false;
  };
  const say = (e) => e.outerHTML.slice(0, 140).replace(/\s+/g, ' ');
  root.style.fontSize = letters === '100%' ? '' : letters;
  const edge = root.clientWidth + 1;
  if (root.scrollWidth > edge) {
    found.push(`the page is ${root.scrollWidth} px wide`, ...[...document.querySelectorAll('body *')]
      .filter((e) => e.getBoundingClientRect().right > edge && !isIn(e)).slice(0, 5).map(say));
  }
  for (const e of document.querySelectorAll('a, button, summary, input, select, textarea')) {
    const box = e.getBoundingClientRect();
    if (box.width === 0 || e.closest('.skip') || isIn(e)) continue;
    if (box.right > edge || box.left < -1) found.push(`beyond the edge: ${say(e)}`);
    if (e.matches('button, .btn') && e.scrollWidth > e.clientWidth + 1) {
      found.push(`words wider than their button: ${say(e)}`);
    }
  }
  root.style.fontSize = '';
  return found;
}

// --- rules of style.css that nothing needs -----------------------------------

const rules = new Map(); // from a selector to whether some page matched it

async function noteRules(tab) {
  for (const [selector, isUsed] of await tab.evaluate(matchRules)) {
    rules.set(selector, isUsed || rules.get(selector) === true);
  }
}

// Runs in the page. States (:hover) and parts (::after) are taken as given.
function matchRules() {
  const found = [];
  const visit = (list) => {
    for (const rule of list) {
      if (rule.selectorText) {
        const plain = rule.selectorText.replace(/::[\w-]+/g, '')
          .replace(/:(hover|focus-visible|focus-within|focus|active|checked)\b/g, '');
        let isUsed = true;
        try {
          isUsed = plain.split(/,(?![^(]*\))/).some((s) => document.querySelector(s.trim() || '*'));
        } catch { /* :is(, :hover) and the like */ }
        found.push([rule.selectorText, isUsed]);
      }
      if (rule.cssRules) visit(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) if (sheet.href) visit(sheet.cssRules);
  return found;
}

// Writes them to build/screens/unused-rules.txt; returns how many they are.
export function writeUnusedRules() {
  const unused = [...rules].filter(([, isUsed]) => !isUsed).map(([selector]) => selector);
  mkdirSync(screens, { recursive: true });
  writeFileSync(join(screens, 'unused-rules.txt'), unused.map((s) => `${s}\n`).join(''));
  return unused.length;
}

// A tab that fails the test on any console error (a breach of the page's policy
// is one) or request elsewhere: call the function that comes with it at the end.
export async function watchedTab(browser, url, options = {}) {
  const context = await browser.newContext(options);
  const problems = [];
  const watch = (tab) => {
    tab.on('console', (m) => {
      // Chromium notes an answer of 4xx itself; that one is a page's business.
      if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) problems.push(`console: ${m.text()}`);
    });
    tab.on('pageerror', (e) => problems.push(`script: ${e.message}`));
    tab.on('request', (r) => {
      if (!r.url().startsWith(url) && !r.url().startsWith('data:')) {
        problems.push(`request to ${r.url()}`);
      }
    });
  };
  context.on('page', watch);
  const tab = await context.newPage();
  const done = async () => {
    await context.close();
    if (problems.length > 0) throw new Error(problems.join('\n'));
  };
  return { tab, done, problems };
}

// Loads until a condition holds; the pages load themselves again, too.
export async function until(tab, what, holds) {
  for (let i = 0; i < 60; i++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
    await tab.reload();
  }
  throw new Error(`${what}: never\n${await tab.locator('main').innerText()}`);
}

export const heading = (tab) => tab.locator('h1').innerText();
