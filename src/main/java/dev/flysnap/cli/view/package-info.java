/** How results look: text and JSON, for more than one command. */
@NullMarked
package dev.flysnap.cli.view;

import org.jspecify.annotations.NullMarked;
