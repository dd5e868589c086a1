// Shows the OpenAPI document that the page names; nothing is asked of any other server.
const page = document.getElementById('page');

window.SwaggerUIBundle({
  url: page.dataset.openapi,
  domNode: page,
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  validatorUrl: null,
  tryItOutEnabled: true,
  persistAuthorization: false,
});
