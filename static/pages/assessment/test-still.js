// A row that is drawn anew only when something it shows changed: hundreds of rules stay quick to type in.
import { Component } from '../../vendor/ui.js';

/** `of`: what the row shows, compared one by one; `draw` makes it. */
export class Still extends Component {
  shouldComponentUpdate(next) {
    return next.of.some((part, i) => part !== this.props.of[i]);
  }

  render({ draw }) { return draw(); }
}
