/** The element `<oauth-flow>`: an OAuth 2.0 flow, step by step. Importing the module registers it. */
export class OAuthFlow extends HTMLElement implements OAuthFlowProperties {
  /** The version of the package. */
  static readonly version: string;
  static readonly observedAttributes: readonly string[];

  // catalogue: fields
  flow: string;
  profile: string;
  seed: string;
  story: string;
  consent: string;
  password: string;
  userCode: string;
  wait: string;
  start: string;
  change: string;
  switch: string;
  skip: string;
  get names(): string;
  set names(names: string | OAuthFlowNames);
  panels: string;
  controls: string;
  layout: string;
  height: string;
  theme: string;
  autoplay: boolean;
  speed: string;
  pauseOn: string;
  loop: boolean;
  loading: string;
  // end

  // catalogue: members
  /** Fulfilled when the flow can be stepped through, which without `loading` is after the first touch, refused with the
   * reason when it cannot run; another one follows when the element is put into a page again, or is tried again. */
  readonly ready: Promise<this>;
  /** The number of the current step, counted from 1; 0 before the flow is there. */
  readonly stepIndex: number;
  /** How many steps there are. */
  readonly stepCount: number;
  /** Whether it plays. */
  readonly playing: boolean;
  /** What an event tells of each step, in order. */
  readonly events: OAuthFlowStep[];
  /** The address of the present state, from its `#` on. */
  readonly fragment: string;
  /** Plays. */
  play(): void;
  /** Stops playing. */
  pause(): void;
  /** Goes so many steps forward, one unless said, or back; setting it sets the attribute. */
  get step(): (by?: number) => void;
  set step(value: number | string);
  /** Goes to the step with this number, counted from 1, to a share of the run such as `50%`, to the step with a name, or
   * to the next or previous one that has a name; a player that plays stops there. */
  seek(place: number | `${number}%` | { marker: 'next' | 'previous' | (string & {}) }): void;
  /** Goes to the first step. */
  restart(): void;
  // end

  addEventListener<Type extends keyof OAuthFlowEventMap>(
    type: Type,
    listener: (this: OAuthFlow, event: OAuthFlowEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Type extends keyof HTMLElementEventMap>(
    type: Type,
    listener: (this: HTMLElement, event: HTMLElementEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** The properties that can be set, which are attributes too. */
export interface OAuthFlowProperties {
  // catalogue: settable properties
  flow: string;
  profile: string;
  seed: string;
  story: string;
  consent: string;
  password: string;
  userCode: string;
  wait: string;
  start: string;
  change: string;
  switch: string;
  skip: string;
  names: string | OAuthFlowNames;
  panels: string;
  controls: string;
  layout: string;
  height: string;
  theme: string;
  autoplay: boolean;
  speed: string;
  pauseOn: string;
  loop: boolean;
  loading: string;
  // end
}

/** Puts a flow into `place`; `loading` is `lazy` unless set. Resolves with the element when it is ready, and rejects with the reason when it cannot run. */
export function mount(place: Element | DocumentFragment, options?: OAuthFlowOptions): Promise<OAuthFlow>;

/** The attributes of the element. `names` may be an object, and `pauseOn` and `userCode` are names of attributes too. */
export type OAuthFlowOptions = Omit<OAuthFlowAttributes, 'names'> & {
  names?: string | OAuthFlowNames;
  pauseOn?: string;
  userCode?: string;
};

// catalogue: flows
export type OAuthFlowName =
  | 'authorization-code'
  | 'authorization-code-pkce'
  | 'client-credentials'
  | 'device'
  | 'refresh'
  | 'implicit';
// end

/** Every flow has `usual`. */
// catalogue: stories
export type OAuthFlowStory =
  | 'usual'
  | 'stolen-code'
  | 'dpop'
  | 'in-time'
  | 'more-scope'
  | 'two-tabs'
  | 'two-tabs-grace'
  | 'expired';
// end

/** One of these, or what a later version knows. */
type Open<Known extends string> = Known | (string & {});

/** The attributes of the element. All are optional. */
export interface OAuthFlowAttributes {
  // catalogue: attributes
  /** Which flow is shown. `authorization-code-pkce` unless set. */
  flow?: Open<OAuthFlowName>;
  /** The step that is shown first: its number, counted from 1, or its name, such as `consent`, `token-request` or, for
   * the second one, `token-request-2`. `1` unless set. */
  step?: number | string;
  /** What the server demands; what is usual for the flow unless set. */
  profile?: Open<'oauth-2.0' | 'rfc-9700' | 'oauth-2.1'>;
  /** Where all random values come from: up to 16 hexadecimal digits. */
  seed?: string;
  /** Which story of the flow is played. `usual` unless set. */
  story?: Open<OAuthFlowStory>;
  /** What the person decides. `approve` unless set. */
  consent?: Open<'approve' | 'deny'>;
  /** Whether the person’s first password is right. `right` unless set. */
  password?: Open<'right' | 'wrong'>;
  /** What the person types instead of the code on the device’s screen. */
  user_code?: string;
  /** Seconds that pass after steps: `2:60` for a minute after the second. Separate several with commas. */
  wait?: string;
  /** When the run begins, in seconds since 1970. */
  start?: number | string;
  /** What happens to messages on their way: `token-request:lose`, or `token-request:set:form:code=abc`. Separate several
   * with commas. */
  change?: string;
  /** Where the server departs from its profile: `refreshTokensRotate:false`. Separate several with commas. */
  switch?: string;
  /** Checks that nobody makes: `authorization_code.code_is_unused`. Separate several with commas. */
  skip?: string;
  /** Names for the simulated world, as a JSON object. */
  names?: string;
  /** What is shown. `diagram log inspector` unless set. */
  panels?: string;
  /** All controls, those for steps alone, or none. `full` unless set. */
  controls?: Open<'full' | 'steps' | 'none'>;
  /** Details beside the steps, or below them; `auto` goes by the room that there is, and `wide` scrolls sideways where
   * there is too little. `auto` unless set. */
  layout?: Open<'auto' | 'wide' | 'narrow'>;
  /** A number of pixels, a length, or `auto`: as high as all steps together; what a style sheet gives the element, as
   * `height: 100%`, comes first. `640` unless set. */
  height?: number | string;
  /** The colours; `auto` has those of the page. `auto` unless set. */
  theme?: Open<'auto' | 'light' | 'dark'>;
  /** Plays while it can be seen, unless the reader has asked for less motion. */
  autoplay?: boolean | '';
  /** How fast it plays. `1` unless set. */
  speed?: number | string;
  /** Names of steps where playing stops, with spaces between; nowhere if empty, and where a person decides unless set. */
  'pause-on'?: string;
  /** Plays on from the first step after the last one. */
  loop?: boolean | '';
  /** When the simulator loads: `interaction` when somebody touches the first picture (pointer, focus, key, or a method),
   * `lazy` when the element is near the view, `eager` at once. `interaction` unless set. */
  loading?: Open<'interaction' | 'lazy' | 'eager'>;
  // end
}

/** Names for the simulated world, which the simulated server really uses. */
export interface OAuthFlowNames {
  client?: string;
  client_id?: string;
  client_host?: string;
  /** A host name, or its https origin. */
  authorization_server?: string;
  /** A host name, or its https origin. */
  api?: string;
  person?: string;
  actors?: OAuthFlowActorNames;
  endpoints?: OAuthFlowEndpointPaths;
  /** Each scope with what it lets the client do. The client asks for all of them. */
  scopes?: Record<string, string>;
}

/** What the lanes of the diagram are called. */
export interface OAuthFlowActorNames {
  authorization_server?: string;
  api?: string;
}

/** Paths, each from its first slash. */
export interface OAuthFlowEndpointPaths {
  authorization?: string;
  token?: string;
  device_authorization?: string;
  verification?: string;
  jwks?: string;
  /** Where the API asks whether a token is active. */
  introspection?: string;
  /** What the client calls at the API. */
  api?: string;
}

/** The events, which bubble and cross the borders of shadow trees. */
export interface OAuthFlowEventMap {
  // catalogue: events
  /** The flow can be stepped through. */
  'oauth-flow:ready': CustomEvent<{ steps: number; version: string }>;
  /** A step is shown: the first one too. */
  'oauth-flow:step': CustomEvent<OAuthFlowStep>;
  /** The step that is shown has a name. */
  'oauth-flow:marker': CustomEvent<{ index: number; marker: string }>;
  /** It plays. */
  'oauth-flow:play': CustomEvent<object>;
  /** It no longer plays. */
  'oauth-flow:pause': CustomEvent<object>;
  /** The last step is shown. */
  'oauth-flow:end': CustomEvent<object>;
  /** Something was not understood, or the flow cannot run. */
  'oauth-flow:error': CustomEvent<{ reason: string }>;
  // end
}

export interface OAuthFlowStep {
  /** Counted from 1. */
  index: number;
  count: number;
  /** The name of the step, which stays when steps before it come or go, such as `consent`; `step-7` where it has none. */
  id: string;
  title: string;
  /** Who sends, and who is sent to. */
  from: string;
  to: string;
  /** Where to read more, e.g. `RFC 6749 §4.1.1`; empty where nothing is cited. */
  section: string;
}

declare global {
  interface HTMLElementTagNameMap {
    'oauth-flow': OAuthFlow;
  }
  interface GlobalEventHandlersEventMap extends OAuthFlowEventMap {}
}
