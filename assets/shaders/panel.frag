in vec2 place;
flat in vec2 half_size;
flat in float progress;
flat in float framed;

uniform sampler2D image;

out vec4 colour;

const float CORNER = 0.055;
const float FRAME = 0.014;
const float FRAME_CHOSEN = 0.030;
const vec3 BOARD = vec3(0.992, 0.965, 0.894);
const vec3 WOOD = vec3(0.475, 0.318, 0.184);
const vec3 TRACK = vec3(0.84, 0.76, 0.60);
const vec3 FILL = vec3(0.063, 0.420, 0.208);

// Distance to the edge of a rounded board, negative inside.
float edge(vec2 p) {
    vec2 q = abs(p) - half_size + CORNER;
    return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - CORNER;
}

void main() {
    float outside = edge(place);
    float blur = max(fwidth(outside), 1e-5);
    vec3 board = gl_FrontFacing ? texture(image, place / half_size * 0.5 + 0.5).rgb : BOARD;

    bool chosen = progress > 0.0;
    float frame = chosen ? FRAME_CHOSEN : FRAME;
    float turn = atan(place.x / half_size.x, place.y / half_size.y) / 6.2831853;
    turn = turn < 0.0 ? turn + 1.0 : turn;
    vec3 border = chosen ? (turn <= progress ? FILL : TRACK) : WOOD;
    float on_frame = framed * smoothstep(-blur, blur, outside + frame);
    colour.rgb = mix(board, border, on_frame);
    colour.a = 1.0 - smoothstep(-blur, blur, outside);
}
