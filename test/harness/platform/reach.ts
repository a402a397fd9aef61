/**
 * Every interface of the web platform that reaches further than its own document, and what holds it there. The names
 * are the platform's own: what Chromium 114 has on `window`, `navigator` and `document`, and what TypeScript's
 * lib.dom.d.ts declares (Apache-2.0, made from the W3C's and the WHATWG's interface definitions). What is neither
 * here nor in `plain.ts` is not known, and fails the tests.
 */

/**
 * `removed`: is not there. `memory`: in the session's memory only, emptied with each page. `alone`: speaks to other
 * documents of the origin, of which there are none. `read-only`: says something about the machine and does nothing.
 * Otherwise the probe of the lock-down tests that tries it.
 */
export type Hold = 'removed' | 'memory' | 'alone' | 'read-only' | NetworkProbe | WindowProbe | PermissionProbe;

export const NETWORK_PROBES = [
  'fetch',
  'xhr',
  'socket',
  'event-source',
  'web-transport',
  'webrtc',
  'beacon',
  'image',
  'media',
  'font',
  'css',
  'links',
  'ping',
  'form',
  'frame',
  'script',
  'worker',
  'worklet',
  'service-worker',
  'refresh',
  'base',
  'navigation',
  'transform',
] as const;
export type NetworkProbe = (typeof NETWORK_PROBES)[number];
export const WINDOW_PROBES = [
  'alert',
  'confirm',
  'prompt',
  'print',
  'open',
  'close',
  'move',
  'fullscreen',
  'picture-in-picture',
  'pointer-lock',
  'file',
  'popup',
  'download',
  'before-unload',
] as const;
export type WindowProbe = (typeof WINDOW_PROBES)[number];
export const PERMISSION_PROBES = [
  'geolocation',
  'media-devices',
  'clipboard',
  'midi',
  'sensors',
  'gamepad',
  'screens',
  'persist',
  'bluetooth',
  'encrypted-media',
  'wake-lock',
] as const;
export type PermissionProbe = (typeof PERMISSION_PROBES)[number];

const of = (hold: Hold, names: string): [string, Hold][] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, hold]);

export const REACH: ReadonlyMap<string, Hold> = new Map<string, Hold>([
  ...of('fetch', 'fetch'),
  ...of('xhr', 'XMLHttpRequest XMLHttpRequestUpload'),
  ...of('socket', 'WebSocket'),
  ...of('event-source', 'EventSource'),
  ...of(
    'web-transport',
    `
    WebTransport WebTransportBidirectionalStream WebTransportDatagramDuplexStream WebTransportError
  `,
  ),
  ...of(
    'webrtc',
    `
    RTCPeerConnection webkitRTCPeerConnection RTCCertificate RTCDTMFSender RTCDTMFToneChangeEvent RTCDataChannel
    RTCDataChannelEvent RTCDtlsTransport RTCEncodedAudioFrame RTCEncodedVideoFrame RTCError RTCErrorEvent
    RTCIceCandidate RTCIceTransport RTCPeerConnectionIceErrorEvent RTCPeerConnectionIceEvent RTCRtpReceiver
    RTCRtpScriptTransform RTCRtpSender RTCRtpTransceiver RTCSctpTransport RTCSessionDescription RTCStatsReport
    RTCTrackEvent
  `,
  ),
  ...of('beacon', 'navigator.sendBeacon'),
  ...of(
    'image',
    `
    Image HTMLImageElement HTMLBodyElement HTMLPictureElement SVGImageElement SVGFEImageElement SVGUseElement
  `,
  ),
  ...of('media', 'Audio HTMLAudioElement HTMLVideoElement HTMLMediaElement HTMLSourceElement HTMLTrackElement'),
  ...of('font', 'FontFace FontFaceSet document.fonts'),
  ...of('css', 'HTMLStyleElement CSSStyleSheet CSSImportRule CSSFontFaceRule document.adoptedStyleSheets'),
  ...of('links', 'HTMLLinkElement'),
  ...of('ping', 'HTMLAnchorElement HTMLAreaElement SVGAElement'),
  ...of('form', 'HTMLFormElement document.forms'),
  ...of(
    'frame',
    `
    HTMLIFrameElement HTMLFrameElement HTMLFrameSetElement HTMLObjectElement HTMLEmbedElement HTMLParamElement
    document.embeds document.applets document.plugins
  `,
  ),
  ...of('script', 'HTMLScriptElement SVGScriptElement document.scripts document.write document.writeln'),
  ...of('worker', 'Worker'),
  ...of('worklet', 'Worklet AudioWorklet AudioWorkletNode'),
  ...of(
    'service-worker',
    `
    ServiceWorker ServiceWorkerContainer ServiceWorkerRegistration NavigationPreloadManager SyncManager
    CookieStoreManager navigator.serviceWorker
  `,
  ),
  ...of('refresh', 'HTMLMetaElement'),
  ...of('base', 'HTMLBaseElement'),
  ...of(
    'navigation',
    `
    location Location document.location navigation Navigation NavigateEvent NavigationActivation
    NavigationCurrentEntryChangeEvent NavigationDestination NavigationHistoryEntry NavigationPrecommitController
    NavigationTransition history History
  `,
  ),
  ...of('transform', 'XSLTProcessor'),

  ...of('alert', 'alert'),
  ...of('confirm', 'confirm'),
  ...of('prompt', 'prompt'),
  ...of('print', 'print'),
  ...of('open', 'open document.open'),
  ...of('close', 'close'),
  ...of('move', 'moveBy moveTo resizeBy resizeTo'),
  ...of(
    'fullscreen',
    `
    document.exitFullscreen document.fullscreen document.fullscreenElement document.fullscreenEnabled
    document.webkitCancelFullScreen document.webkitCurrentFullScreenElement document.webkitExitFullscreen
    document.webkitFullscreenElement document.webkitFullscreenEnabled document.webkitIsFullScreen
  `,
  ),
  ...of(
    'picture-in-picture',
    `
    PictureInPictureEvent PictureInPictureWindow document.exitPictureInPicture document.pictureInPictureElement
    document.pictureInPictureEnabled
  `,
  ),
  ...of('pointer-lock', 'document.exitPointerLock document.pointerLockElement'),
  ...of('file', 'HTMLInputElement'),
  ...of('popup', 'HTMLSelectElement HTMLDataListElement HTMLOptionElement Option'),
  ...of('before-unload', 'BeforeUnloadEvent'),

  ...of(
    'geolocation',
    `
    Geolocation GeolocationCoordinates GeolocationPosition GeolocationPositionError navigator.geolocation
  `,
  ),
  ...of(
    'media-devices',
    `
    MediaDevices MediaDeviceInfo InputDeviceInfo MediaStream webkitMediaStream MediaStreamTrack ImageCapture
    BrowserCaptureMediaStreamTrack CaptureController CropTarget navigator.mediaDevices navigator.getUserMedia
    navigator.webkitGetUserMedia
  `,
  ),
  ...of('clipboard', 'Clipboard ClipboardItem navigator.clipboard document.execCommand'),
  ...of(
    'midi',
    `
    MIDIAccess MIDIConnectionEvent MIDIInput MIDIInputMap MIDIMessageEvent MIDIOutput MIDIOutputMap MIDIPort
    navigator.requestMIDIAccess
  `,
  ),
  ...of(
    'sensors',
    `
    AbsoluteOrientationSensor Accelerometer GravitySensor Gyroscope LinearAccelerationSensor OrientationSensor
    RelativeOrientationSensor Sensor SensorErrorEvent
  `,
  ),
  ...of('gamepad', 'Gamepad GamepadButton GamepadEvent GamepadHapticActuator navigator.getGamepads'),
  ...of('screens', 'getScreenDetails ScreenDetailed ScreenDetails'),
  ...of(
    'persist',
    `
    StorageManager navigator.storage navigator.webkitPersistentStorage navigator.webkitTemporaryStorage
  `,
  ),
  ...of('wake-lock', 'navigator.wakeLock'),
  ...of('bluetooth', 'navigator.bluetooth Bluetooth BluetoothDevice BluetoothUUID'),
  ...of(
    'encrypted-media',
    `
    MediaKeys MediaKeySession MediaKeyStatusMap MediaKeySystemAccess MediaKeyMessageEvent MediaEncryptedEvent
    navigator.requestMediaKeySystemAccess
  `,
  ),

  ...of(
    'memory',
    `
    localStorage sessionStorage Storage StorageEvent indexedDB IDBCursor IDBCursorWithValue IDBDatabase IDBFactory
    IDBIndex IDBKeyRange IDBObjectStore IDBOpenDBRequest IDBRequest IDBTransaction IDBVersionChangeEvent caches Cache
    CacheStorage cookieStore CookieStore CookieChangeEvent document.cookie openDatabase webkitRequestFileSystem
    webkitResolveLocalFileSystemURL FileSystem FileSystemEntry FileSystemDirectoryEntry FileSystemDirectoryReader
    FileSystemFileEntry FileSystemHandle FileSystemDirectoryHandle FileSystemFileHandle FileSystemWritableFileStream
    PERSISTENT TEMPORARY
  `,
  ),
  ...of(
    'alone',
    `
    BroadcastChannel postMessage opener parent top frames frameElement Lock LockManager navigator.locks LaunchParams
    LaunchQueue launchQueue BeforeInstallPromptEvent document.prerendering
  `,
  ),
  ...of(
    'read-only',
    `
    Keyboard KeyboardLayoutMap navigator.keyboard BatteryManager navigator.getBattery NetworkInformation
    navigator.connection navigator.deviceMemory navigator.hardwareConcurrency NavigatorManagedData navigator.managed
    NavigatorUAData navigator.userAgentData navigator.vibrate navigator.setAppBadge navigator.clearAppBadge
    navigator.permissions Permissions PermissionStatus navigator.virtualKeyboard VirtualKeyboard
    VirtualKeyboardGeometryChangeEvent navigator.ink Ink DelegatedInkTrailPresenter DeviceMotionEvent
    DeviceMotionEventAcceleration DeviceMotionEventRotationRate DeviceOrientationEvent navigator.credentials
    Credential CredentialsContainer FederatedCredential PasswordCredential
  `,
  ),

  ...of(
    'removed',
    `
    AuthenticatorAssertionResponse AuthenticatorAttestationResponse AuthenticatorResponse PublicKeyCredential
    DigitalCredential IdentityCredential OTPCredential NavigatorLogin navigator.login BackgroundFetchManager
    BackgroundFetchRecord BackgroundFetchRegistration EyeDropper FontData queryLocalFonts GPU GPUAdapter
    GPUAdapterInfo GPUBindGroup GPUBindGroupLayout GPUBuffer GPUBufferUsage GPUCanvasContext GPUColorWrite
    GPUCommandBuffer GPUCommandEncoder GPUCompilationInfo GPUCompilationMessage GPUComputePassEncoder
    GPUComputePipeline GPUDevice GPUDeviceLostInfo GPUError GPUExternalTexture GPUInternalError GPUMapMode
    GPUOutOfMemoryError GPUPipelineError GPUPipelineLayout GPUQuerySet GPUQueue GPURenderBundle GPURenderBundleEncoder
    GPURenderPassEncoder GPURenderPipeline GPUSampler GPUShaderModule GPUShaderStage GPUSupportedFeatures
    GPUSupportedLimits GPUTexture GPUTextureUsage GPUTextureView GPUUncapturedErrorEvent GPUValidationError
    WGSLLanguageFeatures navigator.gpu HID HIDConnectionEvent HIDDevice HIDInputReportEvent navigator.hid IdleDetector
    MediaMetadata MediaSession navigator.mediaSession Notification PaymentAddress PaymentManager
    PaymentMethodChangeEvent PaymentRequest PaymentRequestUpdateEvent PaymentResponse PeriodicSyncManager Presentation
    PresentationAvailability PresentationConnection PresentationConnectionAvailableEvent
    PresentationConnectionCloseEvent PresentationConnectionList PresentationReceiver PresentationRequest
    navigator.presentation PushManager PushSubscription PushSubscriptionOptions RemotePlayback Serial SerialPort
    navigator.serial SharedWorker SpeechRecognitionAlternative SpeechRecognitionErrorEvent SpeechRecognitionEvent
    SpeechRecognitionResult SpeechRecognitionResultList webkitSpeechGrammar webkitSpeechGrammarList
    webkitSpeechRecognition webkitSpeechRecognitionError webkitSpeechRecognitionEvent SpeechSynthesis
    SpeechSynthesisErrorEvent SpeechSynthesisEvent SpeechSynthesisUtterance SpeechSynthesisVoice speechSynthesis USB
    USBAlternateInterface USBConfiguration USBConnectionEvent USBDevice USBEndpoint USBInTransferResult USBInterface
    USBIsochronousInTransferPacket USBIsochronousInTransferResult USBIsochronousOutTransferPacket
    USBIsochronousOutTransferResult USBOutTransferResult navigator.usb WakeLock WakeLockSentinel WindowControlsOverlay
    WindowControlsOverlayGeometryChangeEvent navigator.windowControlsOverlay XRAnchor XRAnchorSet
    XRBoundedReferenceSpace XRCPUDepthInformation XRCamera XRDepthInformation XRFrame XRHitTestResult XRHitTestSource
    XRInputSource XRInputSourceArray XRInputSourceEvent XRInputSourcesChangeEvent XRLightEstimate XRLightProbe XRPose
    XRRay XRReferenceSpace XRReferenceSpaceEvent XRRenderState XRRigidTransform XRSession XRSessionEvent XRSpace
    XRSystem XRTransientInputHitTestResult XRTransientInputHitTestSource XRView XRViewerPose XRViewport
    XRWebGLDepthInformation XRWebGLLayer navigator.xr showDirectoryPicker showOpenFilePicker showSaveFilePicker
    navigator.getInstalledRelatedApps navigator.registerProtocolHandler navigator.unregisterProtocolHandler
    navigator.share navigator.canShare
  `,
  ),
]);
