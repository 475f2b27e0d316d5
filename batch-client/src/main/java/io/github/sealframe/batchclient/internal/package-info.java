/** Not for users of this module: may change with any version. */
package io.github.sealframe.batchclient.internal;
