// For tsconfig.json: "types": ["oauth-flow-simulator/react"].
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { OAuthFlow, OAuthFlowEventMap, OAuthFlowOptions } from './oauth-flow.js';

/** From React 19 on, a property `onoauth-flow:step` listens to the event of this name. */
type Listeners = {
  [Type in keyof OAuthFlowEventMap as `on${Type}`]?: (event: OAuthFlowEventMap[Type]) => void;
};

type Properties = DetailedHTMLProps<HTMLAttributes<OAuthFlow>, OAuthFlow> & OAuthFlowOptions & Listeners & { class?: string };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'oauth-flow': Properties;
    }
  }
}
