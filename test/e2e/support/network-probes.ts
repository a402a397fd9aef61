/**
 * One harmless try for each way out of a page that the platform has; each ends when the platform has answered it.
 * They run in the page, so each is whole in itself.
 */
import type { NetworkProbe } from '../../harness/platform/reach.ts';

/** host:port. */
export interface Target {
  readonly host: string;
}
type Probe = (target: Target) => unknown;

export const NETWORK: Record<NetworkProbe, Probe> = {
  fetch: ({ host }) =>
    Promise.allSettled([
      fetch(`http://${host}/`, { mode: 'no-cors' }),
      fetch(`https://${host}/`, { mode: 'no-cors', keepalive: true }),
      fetch(`http://${host}/`, { method: 'POST', body: 'x', keepalive: true, mode: 'no-cors' }),
    ]),
  xhr: ({ host }) =>
    new Promise<void>((done) => {
      const request = new XMLHttpRequest();
      request.onloadend = () => done();
      request.open('POST', `http://${host}/`);
      request.send('x');
    }),
  socket: ({ host }) =>
    new Promise<void>((done) => {
      try {
        const socket = new WebSocket(`ws://${host}/`);
        socket.onclose = () => done();
        socket.onerror = () => done();
      } catch {
        done();
      }
    }),
  'event-source': ({ host }) =>
    new Promise<void>((done) => {
      const source = new EventSource(`http://${host}/`);
      source.onerror = () => {
        source.close();
        done();
      };
    }),
  'web-transport': async ({ host }) => {
    const transport = new WebTransport(`https://${host}/`);
    await Promise.allSettled([transport.ready, transport.closed]);
  },
  webrtc: ({ host }) =>
    new Promise<void>((done) => {
      const peer = new RTCPeerConnection({
        iceServers: [
          { urls: `stun:${host}` },
          { urls: [`turn:${host}?transport=udp`, `turn:${host}?transport=tcp`], username: 'x', credential: 'x' },
        ],
        iceCandidatePoolSize: 4,
      });
      peer.onicecandidate = ({ candidate }) => {
        if (candidate === null) done();
      };
      peer.createDataChannel('x');
      void peer.createOffer().then((offer) => peer.setLocalDescription(offer));
      // A remote end is tried too.
      const other = new RTCPeerConnection();
      const [address = '', port = ''] = host.split(':');
      const sdp = [
        'v=0',
        'o=- 1 1 IN IP4 127.0.0.1',
        's=-',
        't=0 0',
        'a=group:BUNDLE 0',
        'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
        'c=IN IP4 0.0.0.0',
        'a=mid:0',
        'a=ice-ufrag:abcd',
        'a=ice-pwd:abcdefghijklmnopqrstuvwx',
        `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AA').join(':')}`,
        'a=setup:actpass',
        'a=sctp-port:5000',
        `a=candidate:1 1 udp 2113937151 ${address} ${port} typ host`,
        '',
      ].join('\r\n');
      void other
        .setRemoteDescription({ type: 'offer', sdp })
        .then(() => other.createAnswer())
        .then((answer) => other.setLocalDescription(answer))
        .catch(() => undefined);
    }),
  beacon: ({ host }) => navigator.sendBeacon(`http://${host}/`, 'x'),
  image: ({ host }) =>
    Promise.all(
      ['http', 'https'].map(
        (scheme) =>
          new Promise<void>((done) => {
            const image = new Image();
            image.onerror = () => done();
            image.onload = () => done();
            image.src = `${scheme}://${host}/x.png`;
            document.body.setAttribute('background', `${scheme}://${host}/x.png`);
          }),
      ),
    ),
  media: ({ host }) =>
    new Promise<void>((done) => {
      const video = document.createElement('video');
      video.onerror = () => done();
      video.poster = `http://${host}/x.png`;
      const track = document.createElement('track');
      track.src = `http://${host}/x.vtt`;
      track.default = true;
      video.append(track);
      video.src = `http://${host}/x.mp4`;
      document.body.append(video);
    }),
  font: ({ host }) => new FontFace('probe', `url(http://${host}/x.woff2)`).load().catch(() => undefined),
  css: ({ host }) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      @font-face { font-family: probe2; src: url(http://${host}/z.woff2) }
      body { font-family: probe2 }
      body::after { content: url(http://${host}/x.png); background: image-set(url(http://${host}/y.png) 1x) }
    `);
    document.adoptedStyleSheets = [sheet];
    document.body.style.setProperty('list-style-image', `url(http://${host}/l.png)`);
    document.body.style.setProperty('border-image-source', `url(http://${host}/b.png)`);
    return document.fonts.ready
      .then(() => new Promise(requestAnimationFrame))
      .then(() => {
        document.adoptedStyleSheets = [];
      });
  },
  links: ({ host }) => {
    const rels = [
      'prefetch',
      'preload',
      'preconnect',
      'dns-prefetch',
      'modulepreload',
      'stylesheet',
      'icon',
      'manifest',
      'prerender',
      'next',
      'subresource',
      'search',
    ];
    for (const rel of rels) {
      for (const as of ['', 'image', 'script', 'font', 'fetch']) {
        const link = document.createElement('link');
        link.rel = rel;
        if (as !== '') link.setAttribute('as', as);
        link.setAttribute('crossorigin', '');
        link.href = `http://${host}/${rel}`;
        document.head.append(link);
      }
    }
    return new Promise((done) => {
      requestIdleCallback(() => requestIdleCallback(done));
    });
  },
  ping: ({ host }) => {
    const link = document.createElement('a');
    link.href = '#ping';
    link.ping = `http://${host}/ping`;
    document.body.append(link);
    link.click();
    link.remove();
  },
  form: ({ host }) => {
    for (const method of ['get', 'post']) {
      const form = document.createElement('form');
      form.method = method;
      form.action = `http://${host}/`;
      document.body.append(form);
      form.submit();
      form.requestSubmit();
      form.remove();
    }
  },
  frame: ({ host }) =>
    Promise.all(
      ['iframe', 'object', 'embed', 'frame'].map(
        (name) =>
          new Promise<void>((done) => {
            const element = document.createElement(name);
            element.onload = () => done();
            element.onerror = () => done();
            element.setAttribute(name === 'object' ? 'data' : 'src', `http://${host}/`);
            document.body.append(element);
            setTimeout(done, 500);
          }),
      ),
    ),
  script: ({ host }) =>
    new Promise<void>((done) => {
      const script = document.createElement('script');
      script.onerror = () => done();
      // Trusted Types refuse the address itself.
      try {
        script.src = `http://${host}/x.js`;
      } catch {
        return done();
      }
      document.body.append(script);
    }),
  worker: ({ host }) => {
    try {
      return new Worker(`http://${host}/x.js`);
    } catch {
      return undefined;
    }
  },
  worklet: async ({ host }) => {
    const context = new AudioContext();
    await context.audioWorklet.addModule(`http://${host}/x.js`).catch(() => undefined);
    await context.close();
  },
  'service-worker': async ({ host }) => navigator.serviceWorker?.register(`http://${host}/x.js`).catch(() => undefined),
  refresh: ({ host }) => {
    const meta = document.createElement('meta');
    meta.httpEquiv = 'refresh';
    meta.content = `0;url=http://${host}/`;
    document.head.append(meta);
  },
  base: ({ host }) => {
    const base = document.createElement('base');
    base.href = `http://${host}/`;
    document.head.append(base);
    const image = new Image();
    image.src = 'relative.png';
    base.remove();
    return new Promise<void>((done) => {
      image.onerror = () => done();
      setTimeout(done, 500);
    });
  },
  navigation: ({ host }) => {
    for (const scheme of ['http', 'https', 'ws', 'ftp', 'mailto', 'foyer-other']) {
      const link = document.createElement('a');
      link.href = `${scheme}://${host}/`;
      document.body.append(link);
      link.click();
      link.remove();
    }
    location.assign(`http://${host}/`);
  },
  transform: ({ host }) => {
    const source = new DOMParser().parseFromString('<x/>', 'text/xml');
    const xsl = 'http://www.w3.org/1999/XSL/Transform';
    const sheet = document.implementation.createDocument(xsl, 'xsl:stylesheet', null);
    sheet.documentElement.setAttribute('version', '1.0');
    const include = sheet.createElementNS(xsl, 'xsl:include');
    include.setAttribute('href', `http://${host}/x.xsl`);
    sheet.documentElement.append(include);
    const processor = new XSLTProcessor();
    processor.importStylesheet(sheet);
    processor.transformToDocument(source);
  },
};
