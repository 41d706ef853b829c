import DefaultTheme from 'vitepress/theme-without-fonts';
import 'oauth-flow-simulator';

export default DefaultTheme;
