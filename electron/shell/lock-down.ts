/**
 * What a page may do at most, whatever runs in it. Each rule is set where the platform enforces it: the document's
 * policy, the session, the network stack, the process. What is used of Electron here exists since Electron 25.
 */
import { app, protocol, session, type Session, type WebContents } from 'electron/main';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

/** The one origin that is ever shown. */
export const ORIGIN = 'foyer://terminal';
export const PAGE = `${ORIGIN}/index.html`;

/**
 * Content Security Policy Level 3. `sandbox` without allow-modals, -popups, -forms, -downloads, -pointer-lock and
 * -top-navigation: by HTML's sandboxing flags (section 7.1.5) alert, confirm, prompt, print and the question before
 * leaving open nothing, forms send nothing.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "worker-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
  'sandbox allow-scripts allow-same-origin',
].join('; ');

/**
 * Every feature that a document can be refused, as the platform lists them (`document.featurePolicy.features()` of
 * Chromium 114, and the registry https://github.com/w3c/webappsec-permissions-policy/blob/main/features.md, W3C
 * Software and Document License: names only). A runtime skips the names that it does not know. Client hints (`ch-…`)
 * are no features: they say what is sent with requests.
 */
const FEATURES = [
  'accelerometer',
  'all-screens-capture',
  'ambient-light-sensor',
  'aria-notify',
  'attribution-reporting',
  'autofill',
  'autoplay',
  'battery',
  'bluetooth',
  'browsing-topics',
  'camera',
  'captured-surface-control',
  'clipboard-read',
  'clipboard-write',
  'compute-pressure',
  'conversion-measurement',
  'cross-origin-isolated',
  'deferred-fetch',
  'deferred-fetch-minimal',
  'device-attributes',
  'digital-credentials-create',
  'digital-credentials-get',
  'direct-sockets',
  'direct-sockets-multicast',
  'direct-sockets-private',
  'display-capture',
  'encrypted-media',
  'execution-while-not-rendered',
  'execution-while-out-of-viewport',
  'focus-without-user-activation',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'idle-detection',
  'interest-cohort',
  'join-ad-interest-group',
  'keyboard-lock',
  'keyboard-map',
  'language-detector',
  'language-model',
  'local-fonts',
  'local-network',
  'local-network-access',
  'loopback-network',
  'magnetometer',
  'manual-text',
  'mediasession',
  'microphone',
  'midi',
  'monetization',
  'navigation-override',
  'on-device-speech-recognition',
  'otp-credentials',
  'payment',
  'picture-in-picture',
  'private-aggregation',
  'private-state-token-issuance',
  'private-state-token-redemption',
  'proofreader',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'record-ad-auction-events',
  'rewriter',
  'run-ad-auction',
  'screen-wake-lock',
  'serial',
  'shared-autofill',
  'shared-storage',
  'shared-storage-select-url',
  'smart-card',
  'speaker-selection',
  'storage-access',
  'sub-apps',
  'summarizer',
  'sync-script',
  'sync-xhr',
  'system-wake-lock',
  'tools',
  'translator',
  'trust-token-redemption',
  'unload',
  'usb',
  'usb-unrestricted',
  'vertical-scroll',
  'web-app-installation',
  'web-printing',
  'web-share',
  'window-management',
  'window-placement',
  'writer',
  'xr-spatial-tracking',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

/**
 * Interfaces of Chromium that no screen uses and that reach further than the document; a runtime without one of them
 * skips its name (third_party/blink/renderer/platform/runtime_enabled_features.json5, BSD-3-Clause: names only). What
 * is not there needs no guard.
 */
export const NO_INTERFACES = [
  'AIPromptAPI',
  'AttributionReporting',
  'AttributionReportingInterface',
  'BackgroundFetch',
  'Badging',
  'BarcodeDetector',
  'ComputePressure',
  'ContactsManager',
  'ControlledFrame',
  'CredentialManagement',
  'Database',
  'DigitalGoods',
  'DirectSockets',
  'DirectSocketsInServiceWorkers',
  'DocumentPictureInPictureAPI',
  'EyeDropperAPI',
  'FedCm',
  'FencedFrames',
  'FetchLaterAPI',
  'FileHandling',
  'FileSystemAccess',
  'FileSystemAccessLocal',
  'FileSystemObserver',
  'Fledge',
  'FontAccess',
  'GamepadMultitouch',
  'GenericSensor',
  'GetAllScreensMedia',
  'IdleDetection',
  'InstalledApp',
  'KeyboardLock',
  'LanguageDetectionAPI',
  'LocalNetworkAccessWebRTC',
  'MediaSession',
  'NavigatorContentUtils',
  'Notifications',
  'NotificationConstructor',
  'PaymentApp',
  'PaymentRequest',
  'PeriodicBackgroundSync',
  'PictureInPictureAPI',
  'Portals',
  'Prerender2',
  'Presentation',
  'PressureObserver',
  'PrivateStateTokens',
  'PushMessaging',
  'RemotePlayback',
  'ScreenDetailed',
  'ScriptedSpeechRecognition',
  'ScriptedSpeechSynthesis',
  'Sensor',
  'SensorExtraClasses',
  'Serial',
  'SharedStorageAPI',
  'SharedWorker',
  'SmartCard',
  'SmsReceiver',
  'SpeculationRules',
  'TopicsAPI',
  'TranslationAPI',
  'WakeLock',
  'SystemWakeLock',
  'WebAppInstallation',
  'WebAppWindowControlsOverlay',
  'WebAuth',
  'WebBluetooth',
  'WebGPU',
  'WebHID',
  'WebMCP',
  'WebNFC',
  'WebOTP',
  'WebPrinting',
  'WebShare',
  'WebSocketStream',
  'WebUSB',
  'WebXR',
  'WindowManagement',
  'WindowPlacement',
].join(',');

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Before `app` is ready: makes foyer:// a secure, standard origin, and closes what only the command line closes. */
export function prepareLockDown(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([{ scheme: 'foyer', privileges }]);
  app.enableSandbox();
  // Fuses do not cover these two; an installed terminal opens no door for a debugger, whatever its command line says.
  const doors = app.isPackaged ? ['remote-debugging-port', 'remote-debugging-pipe'] : [];
  for (const name of doors) app.commandLine.removeSwitch(name);
  for (const name of SWITCHES) app.commandLine.appendSwitch(name);
  app.commandLine.appendSwitch('overscroll-history-navigation', '0');
  // Chromium's network stack finds no host, not even a numbered one. The register is asked over Node's own, which
  // this does not touch.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  // A page can close its window; the terminal ends by its signal alone. Without a listener Electron would quit here.
  app.on('window-all-closed', () => undefined);
  app.on('web-contents-created', (_event, contents) => lockDown(contents));
}

const SWITCHES = [
  'disable-pinch',
  'disable-breakpad',
  'disable-http-cache',
  'disable-background-networking',
  'disable-component-update',
  'disable-sync',
  'no-first-run',
  'no-pings',
];

function lockDown(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // No datagram that goes round the proxy: STUN and ICE are not governed by a document's policy.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  // moveTo, resizeTo and their like.
  contents.on('content-bounds-updated', (event) => event.preventDefault());
  // A page that would rather stay is not asked.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  // Keys of the browser, not of the page: reload, zoom, developer tools, print.
  contents.on('before-input-event', (event, input) => {
    const isBrowsers = /^(F\d+|BrowserBack|BrowserForward|BrowserHome)$/.test(input.key);
    if (input.control || input.meta || input.alt || isBrowsers) event.preventDefault();
  });
  contents.on('context-menu', (event) => event.preventDefault());
}

/**
 * A proxy that does not exist: nothing can listen on port 0. It applies to loopback addresses too, which are otherwise
 * exempt.
 */
const NOWHERE = { mode: 'fixed_servers', proxyRules: 'socks5://127.0.0.1:0', proxyBypassRules: '<-loopback>' } as const;

/**
 * A session in memory only (no `persist:`) that serves the built bundle in `folder`, grants nothing and reaches
 * nothing.
 */
export async function closedSession(name: string, folder: string): Promise<Session> {
  const made = session.fromPartition(name);
  serve(made, folder);
  made.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  made.setPermissionCheckHandler(() => false);
  made.setDevicePermissionHandler(() => false);
  made.on('will-download', (event) => event.preventDefault());
  made.setSpellCheckerEnabled(false);
  const isOurs = (url: string): boolean => url.startsWith(`${ORIGIN}/`) || url.startsWith('data:');
  made.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isOurs(url) }));
  await made.setProxy(NOWHERE);
  return made;
}

/** Resolves when a page of this session has got a program for the first time. */
export const programServed = (visit: Session): Promise<void> =>
  new Promise((resolve) =>
    visit.webRequest.onCompleted(({ url }) => {
      if (extname(url) === '.js') resolve();
    }),
  );

/** Serves the built bundle and nothing else; a path outside of it does not exist. */
function serve(visit: Session, folder: string): void {
  const root = normalize(folder + sep);
  visit.protocol.handle('foyer', async (request) => {
    const { host, pathname } = new URL(request.url);
    const file = normalize(join(root, decodeURIComponent(pathname)));
    const type = TYPES[extname(file)];
    if (host !== 'terminal' || type === undefined || !file.startsWith(root)) return new Response(null, { status: 404 });
    try {
      return new Response(await readFile(file), { headers: { ...HEADERS, 'content-type': type } });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
}

const HEADERS = {
  'content-security-policy': POLICY,
  'permissions-policy': FEATURES,
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-dns-prefetch-control': 'off',
};

/** What every page of ours is opened with. */
export const PAGE_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  devTools: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  disableDialogs: true,
  spellcheck: false,
  enableWebSQL: false,
  backgroundThrottling: false,
  disableBlinkFeatures: NO_INTERFACES,
} as const;

export function originOf(url: string): string | null {
  try {
    const { protocol: scheme, host } = new URL(url);
    return `${scheme}//${host}`;
  } catch {
    return null;
  }
}
