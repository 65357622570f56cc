import { refuseOldNode } from '../../shared/settings/refuse-old-node.ts';

// Before anything else is loaded: what the app needs of a newer Node, an older one reports in words that help nobody.
refuseOldNode();
