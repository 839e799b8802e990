layout(location = 0) in vec3 in_position;
layout(location = 1) in vec4 in_board;  // place on the board and half its size, metres
layout(location = 2) in float in_progress;
layout(location = 3) in float in_framed;

out vec2 place;
flat out vec2 half_size;
flat out float progress;
flat out float framed;

void main() {
    place = in_board.xy;
    half_size = in_board.zw;
    progress = in_progress;
    framed = in_framed;
    gl_Position = projection * (view * vec4(in_position, 1.0));
}
