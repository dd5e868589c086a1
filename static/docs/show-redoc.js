// Shows the OpenAPI document that the page names; nothing is asked of any other server.
const page = document.getElementById('page');

window.Redoc.init(page.dataset.openapi, { disableSearch: false, hideDownloadButton: false, nativeScrollbars: true }, page);
