// Made from the catalogue: UPDATE_CATALOGUE=1 cargo test --no-default-features --test catalogue

/** Every attribute of the element. */
export const ATTRIBUTES = ["flow","step","profile","seed","story","consent","password","user_code","wait","start","change","switch","skip","names","panels","controls","layout","height","theme","autoplay","speed","pause-on","loop","loading"];

/** Attributes that stand in the address of a state, beside the flow. */
export const ADDRESS = ["step","profile","seed","story","consent","password","user_code","wait","start","change","switch","skip"];

/** Attributes that say how it plays. */
export const PLAYING = ["speed","pause-on","loop"];

/** Attributes whose presence says yes, whatever they hold. */
export const SWITCHES = ["autoplay","loop"];

/** Attributes with a few values, the usual one first. */
export const CHOICES = {"controls":["full","steps","none"],"layout":["auto","wide","narrow"],"loading":["interaction","lazy","eager"],"theme":["auto","light","dark"]};

/** Panels that can be shown. */
export const PANELS = ["diagram","log","inspector"];

/** Every event, without the “oauth-flow:” before it. */
export const EVENTS = ["ready","step","marker","play","pause","end","error"];

/** Every method. */
export const METHODS = ["play","pause","step","seek","restart"];

/** The flow that is shown where none is asked for. */
export const USUAL_FLOW = "authorization-code-pkce";

/** Every flow with its usual profile. */
export const FLOWS = {"authorization-code":"oauth-2.1","authorization-code-pkce":"oauth-2.1","client-credentials":"oauth-2.1","device":"oauth-2.1","implicit":"oauth-2.0","refresh":"oauth-2.1"};

/** Stories that only the whole simulator plays, each as flow.story. */
export const WHOLE_STORIES = ["client-credentials.dpop"];

/** Every profile under which flows run. */
export const PROFILES = ["oauth-2.0","rfc-9700","oauth-2.1"];
