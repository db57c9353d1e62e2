package org.junicorn.container.convert.removed;

import jakarta.servlet.jsp.tagext.BodyTag;

/** Removed by Pages 4.0. */
interface BodyTagMembers extends BodyTag {
    int EVAL_BODY_TAG = 2;
}
