// What tests of the pages share: the program serving a fresh home, a browser,
// and a look for what people with poor sight or no mouse would stumble over.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';

const program = process.env.POLYPHONY ?? '../../build/polyphony';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

export function commands() {
  const out = execFileSync(program, ['help'], { encoding: 'utf8' });
  return new Set([...out.matchAll(/^ {2}(\S.*?) {2}/gm)].map((m) => m[1]));
}

// Runs a test with {browser, home, polyphony, serve, audit, ...}; afterwards the
// server is stopped, the browser closed and the home removed. `more` is added
// to the program's environment.
export async function withTools(test, more = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'polyphony-browser-'));
  const home = join(folder, 'home');
  const env = { ...process.env, ...more, POLYPHONY_HOME: home };
  const servers = [];
  // Chromium's sandbox does not start for root, as in a container.
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const polyphony = (...args) =>
    execFileSync(program, args, { env, encoding: 'utf8' });
  const serve = (...args) => startServer(args, env, servers);
  // Adds a person; returns the path of their link.
  const addPerson = (role, name, ...more) =>
    /\/sign-in\/\S+/.exec(
      polyphony('user', 'add', '--role', role, ...more, name))[0];
  try {
    await test({ browser, home, polyphony, serve, audit, addPerson, signIn, look });
  } finally {
    await browser.close();
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
// not added: the pages' policy lets no script of others in.
export async function audit(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
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

const screens = join(dirname(program), 'screens');
const sizes = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'desk', width: 1280, height: 800 },
];

// Looks at the page as it stands: pictures at two sizes in light and dark go
// to build/screens/, axe-core finds nothing, no request has left the origin,
// and nothing is cut off at 320 px or with letters of twice the size.
export async function look(tab, name) {
  const before = tab.viewportSize();
  mkdirSync(screens, { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    await tab.emulateMedia({ colorScheme });
    for (const { name: size, ...viewport } of sizes) {
      // As high as the page, so that what sticks to an edge is at rest.
      await tab.setViewportSize(viewport);
      const height = await tab.evaluate(() => document.documentElement.scrollHeight);
      await tab.setViewportSize({ ...viewport, height: Math.max(height, viewport.height) });
      await tab.screenshot({
        path: join(screens, `${name}-${size}-${colorScheme}.png`),
        fullPage: true,
      });
    }
    await audit(tab);
  }
  await tab.emulateMedia({ colorScheme: null });
  await tab.setViewportSize({ width: 320, height: 640 });
  await fits(tab, `${name} at 320 px`);
  await tab.setViewportSize({ width: 640, height: 800 });
  await tab.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  await fits(tab, `${name} with letters of 200%`);
  await tab.evaluate(() => { document.documentElement.style.fontSize = ''; });
  if (before) await tab.setViewportSize(before);
}

async function fits(tab, where) {
  const wide = await tab.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    return [...document.querySelectorAll('body *')]
      .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1)
      .slice(0, 5).map((e) => e.outerHTML.slice(0, 120));
  });
  if (wide) throw new Error(`${where}: wider than the screen\n${wide.join('\n')}`);
}

// A tab that fails the test on any console error or request elsewhere: call
// the function that comes with it at the end.
export async function watchedTab(browser, url, options = {}) {
  const context = await browser.newContext(options);
  const tab = await context.newPage();
  const problems = [];
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
  const done = async () => {
    await context.close();
    if (problems.length > 0) throw new Error(problems.join('\n'));
  };
  return { tab, done };
}
