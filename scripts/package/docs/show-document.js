// The page is at …/docs, the document beside it. Keys that somebody types stay in this tab.
window.SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#document',
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});
