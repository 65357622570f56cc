/** jest's global tear-down: it takes the default export of a file of its own. */
export { stopSharedAzurite as default } from './start-shared-azurite.ts';
