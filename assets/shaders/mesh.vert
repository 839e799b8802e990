layout(location = 0) in vec3 in_position;
layout(location = 1) in vec3 in_normal;
layout(location = 2) in vec3 in_colour;
layout(location = 3) in vec3 in_place;
layout(location = 4) in vec4 in_orientation;
layout(location = 5) in vec3 in_scale;
layout(location = 6) in vec4 in_tint;
layout(location = 7) in vec2 in_state;  // glow, amount

#ifdef SKIN
layout(location = 8) in vec2 in_skin;  // row in Bones, weight

layout(std140) uniform Bones {
    vec4 pivot_flex[64];  // pivot, full angle
    vec4 bone_axis[64];
};

vec3 spin(vec3 v, vec3 axis, float angle) {
    float c = cos(angle);
    return v * c + cross(axis, v) * sin(angle) + axis * dot(axis, v) * (1.0 - c);
}

// Turns a vertex about its own joint, then about the joints nearer the palm.
void bend(inout vec3 position, inout vec3 normal, float amount) {
    int bone = int(in_skin.x + 0.5);
    int finger = bone & 15;
    float weight = in_skin.y;
    if (finger == 0) {
        return;
    }
    for (int left = (finger - 1) % 3; left >= 0; left--, bone--) {
        vec3 pivot = pivot_flex[bone].xyz;
        vec3 axis = bone_axis[bone].xyz;
        float angle = amount * pivot_flex[bone].w * weight;
        position = pivot + spin(position - pivot, axis, angle);
        normal = spin(normal, axis, angle);
        weight = 1.0;
    }
}
#endif

#ifdef DEPTH
uniform mat4 shadow_projection;
#else
out vec3 world;
out vec3 world_normal;
out vec4 albedo;
out float glow;
out vec3 to_eye;  // not yet unit length
out vec4 haze;    // colour of the air, and how much of it
#ifdef RING
out vec2 disc;
flat out float filled;
#endif
#endif

vec3 turn(vec4 q, vec3 v) {
    return v + 2.0 * cross(q.xyz, cross(q.xyz, v) + q.w * v);
}

void main() {
    vec3 position = in_position;
#ifdef DEPTH
    vec3 normal = vec3(0.0);
#else
    vec3 normal = in_normal;
#endif
#ifdef SKIN
    bend(position, normal, clamp(in_state.y, 0.0, 1.0));
#endif
    vec3 placed = in_place + turn(in_orientation, position * in_scale);
#ifdef DEPTH
    gl_Position = shadow_projection * vec4(placed, 1.0);
#else
    world = placed;
    // Dividing by the scale keeps normals upright on squashed shapes.
    world_normal = turn(in_orientation, normal / max(abs(in_scale), vec3(1e-6)));
    albedo = vec4(in_colour * to_linear(in_tint.rgb), in_tint.a);
    glow = in_state.x;
    to_eye = eye_position() - placed;
    float distance_m = length(to_eye);
    vec3 away = -to_eye / max(distance_m, 1e-4);
    haze.rgb = sky_gradient(normalize(vec3(away.x, max(away.y, 0.03), away.z)));
    haze.a = 1.0 - exp(-fog.x * max(distance_m - fog.y, 0.0));
#ifdef RING
    disc = in_position.xy;
    filled = in_state.y;
#endif
    gl_Position = projection * (view * vec4(placed, 1.0));
#endif
}
