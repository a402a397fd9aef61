/**
 * Interfaces of the web platform that reach no further than their own document: they draw, compute, tell of events,
 * or are parts of others that are in `reach.ts`. Sources as there.
 */
const names = (text: string): string[] => text.trim().split(/\s+/);

/**
 * Whole families: styles, geometry, drawing, queries. Elements that load something are in `reach.ts`, which goes
 * first.
 */
export const PLAIN_FAMILIES = /^(CSS|DOM|SVG|WebGL|XPath)[A-Z0-9]|^CSS$/;

export const PLAIN: ReadonlySet<string> = new Set([
  ...names(`
  AbortController AbortSignal AbstractRange AnalyserNode Animation AnimationEffect AnimationEvent
  AnimationPlaybackEvent AnimationTimeline Attr AudioBuffer AudioBufferSourceNode AudioContext AudioData
  AudioDecoder AudioDestinationNode AudioEncoder AudioListener AudioNode AudioParam AudioParamMap
  AudioProcessingEvent AudioScheduledSourceNode AudioSinkInfo BarProp BaseAudioContext BiquadFilterNode Blob
  BlobEvent ByteLengthQueuingStrategy CDATASection CanvasCaptureMediaStreamTrack CanvasGradient CanvasPattern
  CanvasRenderingContext2D CaretPosition ChannelMergerNode ChannelSplitterNode CharacterData ClipboardEvent
  CloseEvent CommandEvent Comment CompositionEvent CompressionStream ConstantSourceNode
  ContentVisibilityAutoStateChangeEvent ConvolverNode CountQueuingStrategy Crypto CryptoKey CustomElementRegistry
  CustomEvent CustomStateSet DataTransfer DataTransferItem DataTransferItemList DecompressionStream DelayNode
  Document DocumentFragment DocumentTimeline DocumentType DragEvent DynamicsCompressorNode Element ElementInternals
  EncodedAudioChunk EncodedVideoChunk ErrorEvent Event EventCounts EventTarget External FeaturePolicy File FileList
  FileReader FocusEvent FontFaceSetLoadEvent FormData FormDataEvent FragmentDirective GainNode HTMLAllCollection
  HTMLBRElement HTMLButtonElement HTMLCanvasElement HTMLCollection HTMLDListElement HTMLDataElement
  HTMLDetailsElement HTMLDialogElement HTMLDirectoryElement HTMLDivElement HTMLDocument HTMLElement
  HTMLFieldSetElement HTMLFontElement HTMLFormControlsCollection HTMLHRElement HTMLHeadElement HTMLHeadingElement
  HTMLHtmlElement HTMLLIElement HTMLLabelElement HTMLLegendElement HTMLMapElement HTMLMarqueeElement HTMLMenuElement
  HTMLMeterElement HTMLModElement HTMLOListElement HTMLOptGroupElement HTMLOptionsCollection HTMLOutputElement
  HTMLParagraphElement HTMLPreElement HTMLProgressElement HTMLQuoteElement HTMLSlotElement HTMLSpanElement
  HTMLTableCaptionElement HTMLTableCellElement HTMLTableColElement HTMLTableElement HTMLTableRowElement
  HTMLTableSectionElement HTMLTemplateElement HTMLTextAreaElement HTMLTimeElement HTMLTitleElement HTMLUListElement
  HTMLUnknownElement HashChangeEvent Headers Highlight HighlightRegistry IIRFilterNode IdleDeadline ImageBitmap
  ImageBitmapRenderingContext ImageData ImageDecoder ImageTrack ImageTrackList InputDeviceCapabilities InputEvent
  IntersectionObserver IntersectionObserverEntry KeyboardEvent KeyframeEffect LargestContentfulPaint LayoutShift
  LayoutShiftAttribution MathMLElement MediaCapabilities MediaElementAudioSourceNode MediaError MediaList
  MediaQueryList MediaQueryListEvent MediaRecorder MediaSource MediaSourceHandle MediaStreamAudioDestinationNode
  MediaStreamAudioSourceNode MediaStreamEvent MediaStreamTrackEvent MediaStreamTrackGenerator
  MediaStreamTrackProcessor MessageChannel MessageEvent MessagePort MimeType MimeTypeArray MouseEvent MutationEvent
  MutationObserver MutationRecord NamedNodeMap Navigator Node NodeFilter NodeIterator NodeList
  OfflineAudioCompletionEvent OfflineAudioContext OffscreenCanvas OffscreenCanvasRenderingContext2D OscillatorNode
  OverconstrainedError PageRevealEvent PageSwapEvent PageTransitionEvent PannerNode Path2D Performance
  PerformanceElementTiming PerformanceEntry PerformanceEventTiming PerformanceLongTaskTiming PerformanceMark
  PerformanceMeasure PerformanceNavigation PerformanceNavigationTiming PerformanceObserver
  PerformanceObserverEntryList PerformancePaintTiming PerformanceResourceTiming PerformanceServerTiming
  PerformanceTiming PeriodicWave Plugin PluginArray PointerEvent PopStateEvent ProcessingInstruction Profiler
  ProgressEvent PromiseRejectionEvent RadioNodeList Range ReadableByteStreamController ReadableStream
  ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader
  ReportingObserver Request ResizeObserver ResizeObserverEntry ResizeObserverSize Response Sanitizer Scheduler
  Scheduling Screen ScreenOrientation ScriptProcessorNode ScrollTimeline SecurityPolicyViolationEvent Selection
  ShadowRoot SourceBuffer SourceBufferList StaticRange StereoPannerNode StylePropertyMap StylePropertyMapReadOnly
  StyleSheet StyleSheetList SubmitEvent SubtleCrypto TaskAttributionTiming TaskController TaskPriorityChangeEvent
  TaskSignal Text TextDecoder TextDecoderStream TextEncoder TextEncoderStream TextEvent TextMetrics TextTrack
  TextTrackCue TextTrackCueList TextTrackList TimeRanges ToggleEvent Touch TouchEvent TouchList TrackEvent
  TransformStream TransformStreamDefaultController TransitionEvent TreeWalker TrustedHTML TrustedScript
  TrustedScriptURL TrustedTypePolicy TrustedTypePolicyFactory UIEvent URL URLPattern URLSearchParams UserActivation
  VTTCue VTTRegion ValidityState VideoColorSpace VideoDecoder VideoEncoder VideoFrame VideoPlaybackQuality
  ViewTimeline ViewTransition ViewTransitionTypeSet VisualViewport WaveShaperNode WebKitCSSMatrix
  WebKitMutationObserver WheelEvent Window WritableStream WritableStreamDefaultController
  WritableStreamDefaultWriter XMLDocument XMLHttpRequestEventTarget XMLSerializer XRDOMOverlayState XRLayer
  XRWebGLBinding addEventListener atob blur btoa cancelAnimationFrame cancelIdleCallback captureEvents chrome
  clearInterval clearTimeout clientInformation closed constructor createImageBitmap credentialless
  crossOriginIsolated crypto customElements devicePixelRatio dispatchEvent document event external find focus foyer
  getComputedStyle getSelection innerHeight innerWidth isSecureContext length locationbar matchMedia menubar name
  navigator offscreenBuffering orientation origin originAgentCluster outerHeight outerWidth pageXOffset pageYOffset
  performance personalbar queueMicrotask releaseEvents removeEventListener reportError requestAnimationFrame
  requestIdleCallback scheduler screen screenLeft screenTop screenX screenY scroll scrollBy scrollTo scrollX scrollY
  scrollbars self setInterval setTimeout status statusbar stop structuredClone styleMedia toString toolbar
  trustedTypes visualViewport webkitCancelAnimationFrame webkitRequestAnimationFrame webkitURL window
`),
  ...names(`
  appCodeName appName appVersion constructor cookieEnabled doNotTrack javaEnabled language languages maxTouchPoints
  mediaCapabilities mimeTypes onLine pdfViewerEnabled platform plugins product productSub scheduling userActivation
  userAgent vendor vendorSub webdriver
`).map((name) => `navigator.${name}`),
  ...names(`
  ATTRIBUTE_NODE CDATA_SECTION_NODE COMMENT_NODE DOCUMENT_FRAGMENT_NODE DOCUMENT_NODE DOCUMENT_POSITION_CONTAINED_BY
  DOCUMENT_POSITION_CONTAINS DOCUMENT_POSITION_DISCONNECTED DOCUMENT_POSITION_FOLLOWING
  DOCUMENT_POSITION_IMPLEMENTATION_SPECIFIC DOCUMENT_POSITION_PRECEDING DOCUMENT_TYPE_NODE ELEMENT_NODE ENTITY_NODE
  ENTITY_REFERENCE_NODE NOTATION_NODE PROCESSING_INSTRUCTION_NODE TEXT_NODE URL activeElement addEventListener
  adoptNode alinkColor all anchors append appendChild baseURI bgColor body captureEvents caretRangeFromPoint
  characterSet charset childElementCount childNodes children clear cloneNode close compareDocumentPosition
  compatMode constructor contains contentType createAttribute createAttributeNS createCDATASection createComment
  createDocumentFragment createElement createElementNS createEvent createExpression createNSResolver
  createNodeIterator createProcessingInstruction createRange createTextNode createTreeWalker currentScript
  defaultView designMode dir dispatchEvent doctype documentElement documentURI domain elementFromPoint
  elementsFromPoint evaluate featurePolicy fgColor firstChild firstElementChild fragmentDirective getAnimations
  getElementById getElementsByClassName getElementsByName getElementsByTagName getElementsByTagNameNS getRootNode
  getSelection hasChildNodes hasFocus head hidden images implementation importNode inputEncoding insertBefore
  isConnected isDefaultNamespace isEqualNode isSameNode lastChild lastElementChild lastModified linkColor links
  lookupNamespaceURI lookupPrefix nextSibling nodeName nodeType nodeValue normalize ownerDocument parentElement
  parentNode prepend previousSibling queryCommandEnabled queryCommandIndeterm queryCommandState
  queryCommandSupported queryCommandValue querySelector querySelectorAll readyState referrer releaseEvents
  removeChild removeEventListener replaceChild replaceChildren rootElement scrollingElement startViewTransition
  styleSheets textContent timeline title visibilityState vlinkColor wasDiscarded webkitHidden webkitVisibilityState
  xmlEncoding xmlStandalone xmlVersion
`).map((name) => `document.${name}`),
]);
