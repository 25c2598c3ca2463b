// A little web on loopback, for tests of pages that read sites: it acts as the
// fetcher's proxy and answers for the hosts it is given. Nothing leaves.
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

// A Monday morning at work: the program's clock, and what articles are dated by.
export const monday = '2026-11-23T10:10:00Z';

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

const page = (title, body, head = '') =>
  `<!doctype html><html lang="en"><head><title>${escape(title)}</title>${head}</head>` +
  `<body><main><article><h1>${escape(title)}</h1>${body}</article></main></body></html>`;

const rss = (site, host, articles) => `<?xml version="1.0"?><rss version="2.0"><channel>` +
  `<title>${escape(site)}</title><link>http://${host}/</link><description>News</description>` +
  articles.map((a, i) => `<item><title>${escape(a.title)}</title>` +
    `<link>http://${host}/${i}</link><guid>http://${host}/${i}</guid>` +
    `<pubDate>${new Date(Date.parse(monday) - (i + 1) * 3600e3).toUTCString()}</pubDate>` +
    `<description>${escape(a.text.split('\n')[0])}</description></item>`).join('') +
  '</channel></rss>';

// sites: {host: {name, articles: [{title, text}]}}; resolves to {port, close}.
// `feeds` names what the home page points to, `feed` a status in its place.
export function startWeb(sites) {
  const server = createServer((request, reply) => {
    const url = new URL(request.url, 'http://nowhere.example');
    const site = sites[url.host];
    const send = (status, type, body) => {
      reply.writeHead(status, { 'content-type': type });
      reply.end(body);
    };
    if (!site) return send(502, 'text/plain', 'no such host');
    if (url.pathname === '/') {
      return send(200, 'text/html; charset=utf-8', page(site.name, '<p>Welcome.</p>',
        (site.feeds ?? ['/feed']).map((path, i) => `<link rel="alternate" type="application/rss+xml" ` +
          `title="${escape(site.name)} news${i || ''}" href="${path}">`).join('')));
    }
    if (url.pathname === '/feed' && site.feed) return send(site.feed, 'text/html', 'not here');
    if (url.pathname === '/feed') {
      return send(200, 'application/rss+xml; charset=utf-8', rss(site.name, url.host, site.articles));
    }
    const article = site.articles[Number(url.pathname.slice(1))];
    if (!article) return send(404, 'text/html', 'not here');
    return send(200, 'text/html; charset=utf-8', page(article.title,
      article.text.split('\n').map((p) => `<p>${escape(p)}</p>`).join('')));
  });
  server.on('connect', (request, socket) => socket.end('HTTP/1.1 502 no such host\r\n\r\n'));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({
    port: server.address().port,
    close: () => new Promise((done) => { server.closeAllConnections?.(); server.close(done); }),
  })));
}

// The home's fetching goes there and nowhere else.
export function readThrough(home, port, more = '') {
  writeFileSync(join(home, 'polyphony.ini'),
    `[fetch]\nproxy = http://127.0.0.1:${port}\ninterval_ms = 0\n${more}`);
}

export const tarnwell = {
  name: 'Tarnwell Pumps',
  articles: [
    { title: 'Shaft seals, not motors, stop most pumps in dairies',
      text: 'A survey of 212 dairy plants found that 61 percent of unplanned stops began at a shaft seal, and not at the motor.\n' +
        'Plant managers in food lose about four hours of output with each unplanned stop, the survey says. Energy cost came second among their worries.\n' +
        'The authors looked at maintenance logs of three years. Most seals failed within 14 months, and dry running was the main cause.\n' +
        'Plants that measured vibration weekly had 38 percent fewer stops. Those that changed seals by the calendar had no fewer than before.\n' +
        'The survey recommends flush lines for clean-in-place cycles, and a spare cartridge within reach of the night shift.' },
    { title: 'A dairy saves 31 percent of energy by slowing its cooling pumps',
      text: 'A dairy in Jutland cut the energy of its cooling loop by 31 percent when it let its pumps run slower at night.\n' +
        'The plant did not buy new pumps. It fitted two variable speed drives and changed the set points of the chillers.\n' +
        'Output stayed the same over six months, the plant manager says. The drives paid for themselves in nine months.\n' +
        'Food plants often run cooling pumps at full speed because nobody owns the set point, an energy auditor adds.\n' +
        'The dairy now reviews set points each quarter, with the people of the night shift in the room.' },
    { title: 'New quay crane arrives in Gdynia',
      text: 'The port of Gdynia received its fourth quay crane on Tuesday. It will lift 65 tonnes.\n' +
        'The crane came by barge in one piece. The port expects to use it from spring on.\n' +
        'Two older cranes will be scrapped, and their rails reused for a storage yard.\n' +
        'The port handled 914 thousand containers last year, a little more than the year before.' },
    { title: 'What plant managers ask before they buy a pump for food',
      text: 'Forty plant managers of food factories told us what they ask before they buy a pump: hygiene first, energy second, price fifth.\n' +
        'Cleaning time came up in 33 of 40 talks. Each minute of a clean-in-place cycle is output that is lost.\n' +
        'Energy cost is asked as a yearly sum, and no longer as an efficiency at one point.\n' +
        'Only six managers asked about delivery time. Eleven asked who would answer the telephone at night.' },
  ],
};
